// What a person sees after the start: where to go, who to be, and a code to point a phone at.
import type { DemoView } from '@ectrace/shared/api/views'
import QRCode from 'qrcode'

const accountLines = ({ accounts }: DemoView): string[] => {
  const shown = accounts.filter(({ role }) => role !== 'administrator')
  const password = accounts[0]?.password ?? ''
  return [
    `  演示账号（密码都是 ${password}） · demo accounts, one password:`,
    ...shown.map(({ login, organisation, role }) => `    ${login.padEnd(18)} ${organisation} · ${role}`),
    '    platform.admin     EC链追溯平台 · operator',
  ]
}

/** `note` is absent when the server holds data of its own. */
export const banner = async (publicUrl: string, note: DemoView | undefined): Promise<string> => {
  const first = note === undefined ? publicUrl : `${publicUrl}/demo`
  const insecure = publicUrl.startsWith('http:')
  return [
    '',
    await QRCode.toString(first, { type: 'terminal', small: true }),
    `  EC链追溯 · EC Trace   ${publicUrl}`,
    ...(note === undefined ? [] : [`  要扫的码 · codes to scan: ${publicUrl}/demo`, '', ...accountLines(note)]),
    '',
    insecure
      ? '  手机用 http 打开时浏览器不给摄像头：可以拍照识别，或用 pnpm start --https。'
      : '  证书是本机自签的：在手机上点“高级”→“继续访问”一次即可。',
    insecure
      ? '  Over plain http a phone gives no camera: take a picture instead, or start with --https.'
      : '  The certificate is made on this machine: tap "Advanced", then "Proceed", once.',
    '  Ctrl-C 停止 · stops',
    '',
  ].join('\n')
}
