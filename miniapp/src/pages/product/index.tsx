// One product.
import '../../i18n/staff-texts'
export { ProductPage as default } from '../../features/products/product-page'
