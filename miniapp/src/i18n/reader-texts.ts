// The texts of everybody's pages: here they come with the package.
import { needTexts } from './texts'

void needTexts('reader')
