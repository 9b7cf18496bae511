// A picture in a browser, with the text that stands for it.
import { Image } from '@tarojs/components'
import type { PictureProps } from './widgets'

export const Picture = ({ className, src, mode, label }: PictureProps) => (
  <Image className={className} src={src} mode={mode} nativeProps={{ alt: label }} />
)
