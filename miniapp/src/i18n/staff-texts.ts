// The texts of the pages of companies, imported by each of these pages: here they come with the package.
import { needTexts } from './texts'

void needTexts('staff')
