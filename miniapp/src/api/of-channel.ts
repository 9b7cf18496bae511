// The same endpoint on a channel that is named, which need not be the default one.
import type { Endpoint } from '@ectrace/shared/api/endpoint'

export const ofChannel = <E extends Pick<Endpoint, 'path'>>(channel: string, endpoint: E): E => ({
  ...endpoint,
  path: `/channels/${encodeURIComponent(channel)}${endpoint.path}`,
})
