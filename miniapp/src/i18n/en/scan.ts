// The scanner.
import type { scan as zh } from '../zh/scan'

export const scan: Record<keyof typeof zh, string> = {
  'scan.title': 'Scan',
  'scan.camera': 'Camera picture: bring the QR code into the frame',
  'scan.aim': 'Bring the QR code into the frame',
  'scan.starting': 'Opening the camera',
  'scan.paused': 'The camera is resting. Tap to go on',
  'scan.light.on': 'Light on',
  'scan.light.off': 'Light off',
  'scan.zoom': '{factor} times nearer, tap to change',
  'scan.side.front': 'Front',
  'scan.side.back': 'Back',
  'scan.picture': 'Take a picture',
  'scan.album': 'Album',
  'scan.picturePrivate': 'Pictures are read on this device and not sent anywhere',
  'scan.pictureReading': 'Reading the picture',
  'scan.pictureNone': 'No QR code in the picture. Move closer, focus, and take another one.',
  'scan.type': 'Type it',
  'scan.typeLabel': 'Trace code or trade code',
  'scan.typeHint': 'The characters under the code, or the whole link. A hand scanner works here too.',
  'scan.typeGo': 'Look up',
  'scan.denied': 'No permission for the camera',
  'scan.denied.advice.ios':
    'Tap the page icon left of the address, then "Website Settings", and set the camera to "Allow". If that does not help, find this browser in the system\'s Settings and switch the camera on.',
  'scan.denied.advice.android':
    'Tap the lock or settings icon left of the address, then "Permissions", and allow the camera. If that does not help, give this browser the camera in the system\'s Settings, Apps.',
  'scan.denied.advice.desktop':
    'Click the lock or settings icon left of the address, set "Camera" to "Allow", then open the camera again.',
  'scan.denied.advice.weapp':
    "Open the settings, allow the camera and come back. Without it, use WeChat's own scanner or type the code.",
  'scan.settings': 'Open settings',
  'scan.inApp': 'No camera inside this app',
  'scan.inApp.advice':
    'Tap "···" at the top right and choose "Open in browser"; or take a picture right here, the result is the same.',
  'scan.busy': 'The camera is in use',
  'scan.busy.advice':
    'A call, a meeting or another page may have it. Close that, then open the camera again; or take a picture.',
  'scan.missing': 'This device has no usable camera',
  'scan.missing.advice': 'Choose a picture instead, or type the code.',
  'scan.insecure': 'No camera on an unencrypted address',
  'scan.insecure.advice': 'Take a picture instead, the result is the same; or open the https address.',
  'scan.failed': 'The camera does not open',
  'scan.failed.advice': 'Close other pages and programs and try again, or take a picture, or type the code.',
  'scan.again': 'Open the camera again',
  'scan.found': 'Found',
  'scan.text': 'What the code says',
}
