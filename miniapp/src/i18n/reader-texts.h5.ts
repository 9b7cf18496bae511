// The texts of everybody's pages: whoever imports this starts when they have come.
import { needTexts } from './texts'

await needTexts('reader')
