// Products.
export { ProductsPage as default } from '../../features/products/products-page'
