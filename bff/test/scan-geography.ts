// Cities for simulated scans: where people live, through which city a province's phones reach the internet, and where VPNs end.
import type { CityNetwork } from './write-mmdb.ts'

/** `capital` is the number of the city through which the province's mobile networks often go; `weight` in millions of people. */
export type City = { name: string; latitude: number; longitude: number; weight: number; capital: number }

const rows: readonly (readonly [name: string, latitude: number, longitude: number, weight: number, capital: number])[] =
  [
    ['北京', 39.9, 116.4, 22, 0],
    ['上海', 31.2, 121.5, 25, 1],
    ['广州', 23.1, 113.3, 19, 2],
    ['深圳', 22.5, 114.1, 18, 2],
    ['东莞', 23.0, 113.7, 10, 2],
    ['成都', 30.7, 104.1, 21, 5],
    ['绵阳', 31.5, 104.7, 5, 5],
    ['攀枝花', 26.6, 101.7, 1, 5],
    ['重庆', 29.6, 106.5, 20, 8],
    ['杭州', 30.3, 120.2, 12, 9],
    ['宁波', 29.9, 121.6, 9, 9],
    ['温州', 28.0, 120.7, 9, 9],
    ['南京', 32.1, 118.8, 9, 12],
    ['苏州', 31.3, 120.6, 13, 12],
    ['徐州', 34.3, 117.2, 9, 12],
    ['武汉', 30.6, 114.3, 13, 15],
    ['宜昌', 30.7, 111.3, 4, 15],
    ['西安', 34.3, 108.9, 13, 17],
    ['郑州', 34.7, 113.6, 12, 18],
    ['洛阳', 34.6, 112.4, 7, 18],
    ['济南', 36.7, 117.0, 9, 20],
    ['青岛', 36.1, 120.4, 10, 20],
    ['沈阳', 41.8, 123.4, 9, 22],
    ['大连', 38.9, 121.6, 7, 22],
    ['哈尔滨', 45.8, 126.6, 10, 24],
    ['长沙', 28.2, 112.9, 10, 25],
    ['福州', 26.1, 119.3, 8, 26],
    ['厦门', 24.5, 118.1, 5, 26],
    ['昆明', 25.0, 102.7, 8, 28],
    ['贵阳', 26.6, 106.6, 6, 29],
    ['乌鲁木齐', 43.8, 87.6, 4, 30],
    ['呼伦贝尔', 49.2, 119.8, 2, 32],
    ['呼和浩特', 40.8, 111.7, 3, 32],
    ['南宁', 22.8, 108.3, 9, 33],
    ['合肥', 31.8, 117.2, 9, 34],
    ['香港', 22.3, 114.2, 0, 35],
    ['东京', 35.7, 139.7, 0, 36],
    ['新加坡', 1.4, 103.8, 0, 37],
    ['洛杉矶', 34.1, -118.2, 0, 38],
  ]

export const cities: readonly City[] = rows.map(([name, latitude, longitude, weight, capital]) => ({
  ...{ name, latitude, longitude, weight, capital },
}))

/** Where a VPN comes out. */
export const exits: readonly number[] = [35, 36, 37, 38]

/** 4,000,000 addresses for each city. */
export const networks = (): CityNetwork[] =>
  cities.map(({ name, latitude, longitude }, i) => ({
    ...{ network: `${String(64 + i * 2)}.0.0.0/10`, en: name, zh: name, latitude, longitude },
  }))

/** The `n`-th address of a city. */
export const addressOf = (city: number, n: number): string => {
  const host = (n * 2_654_435_761) % 4_194_304
  return [64 + city * 2, (host >> 16) & 63, (host >> 8) & 255, host & 255].map(String).join('.')
}
