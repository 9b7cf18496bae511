// One product.
export { ProductPage as default } from '../../features/products/product-page'
