// The texts of the pages of companies, imported by each of these pages: it opens when they have come.
import { needTexts } from './texts'

await needTexts('staff')
