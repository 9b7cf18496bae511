// Products.
import '../../i18n/staff-texts'
export { ProductsPage as default } from '../../features/products/products-page'
