// Every setting with a sentence, its type, default and an example: config.ts parses them, the documentation is printed from them.
import { z } from 'zod'
import {
  bucket,
  channel,
  file,
  host,
  isWitnessKey,
  onOff,
  origin,
  templateGrammar,
  url,
  whole,
} from './setting-grammar.ts'
import type { Setting } from './setting-grammar.ts'

export const settings = {
  PORT: {
    zh: '服务监听的端口；0 表示任选一个空闲端口。',
    en: 'Port to listen on; 0 takes any free one.',
    type: 'integer 0–65535',
    shown: '8080',
    example: '8080',
    schema: whole(0, 65_535, '8080'),
  },
  HOST: {
    zh: '服务监听的地址。',
    en: 'Address to listen on.',
    type: 'IP address or host name',
    shown: '0.0.0.0',
    example: '127.0.0.1',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'an address')
      .default('0.0.0.0'),
  },
  PUBLIC_URL: {
    zh: '别人打开本服务的网址，印在二维码里；不从请求头推断。',
    en: 'Address under which others reach this server; printed in codes, never taken from a request.',
    type: 'http(s) origin',
    shown: 'http://{address in the local network}:{PORT}',
    example: 'https://trace.example.com',
    schema: origin.optional(),
  },
  DATA_DIR: {
    zh: '账本、数据库和证据文件所在的文件夹。',
    en: 'Folder of ledger, databases and evidence files.',
    type: 'path',
    shown: './data',
    example: '/var/lib/ectrace',
    schema: file.default('./data'),
  },
  KEY_DIR: {
    zh: '主密钥和节点密钥所在的文件夹，不得位于 DATA_DIR 之内，备份须分开保存。',
    en: 'Folder of the master key and the node key; must not lie inside DATA_DIR, and is backed up apart from it.',
    type: 'path',
    shown: './.keys',
    example: '/etc/ectrace/keys',
    schema: file.default('./.keys'),
  },
  H5_DIR: {
    zh: '已构建的 H5 页面所在的文件夹。',
    en: 'Folder of the built H5 pages.',
    type: 'path',
    shown: 'miniapp/dist/h5 of this checkout',
    example: '/usr/share/ectrace/h5',
    schema: file.optional(),
  },
  DATABASE_URL: {
    zh: '保险库与读模型所在的 PostgreSQL（13 或更高）；不填则为 DATA_DIR 中的 SQLite 文件。',
    en: 'PostgreSQL (13 or newer) for vault and read model; SQLite files in DATA_DIR when absent.',
    type: 'postgres address; its user may create schemas',
    shown: '',
    example: 'postgres://ectrace@127.0.0.1:5432/ectrace',
    secret: true,
    schema: url(/^postgres(ql)?:$/, 'a postgres:// or postgresql:// address').optional(),
  },
  REDIS_URL: {
    zh: '限流与缓存所用的 Redis；不填则在进程内。清空它不影响正确性。',
    en: 'Redis for rate limits and caches; in-process when absent. Emptying it loses nothing.',
    type: 'redis(s) address',
    shown: '',
    example: 'redis://127.0.0.1:6379/0',
    secret: true,
    schema: url(/^rediss?:$/, 'a redis:// or rediss:// address').optional(),
  },
  BLOBS_URL: {
    zh: '存放证据文件的 S3 兼容对象存储：服务地址/存储桶，可加前缀；不填则为 DATA_DIR 中的文件。须与其他 BLOBS_ 设置一并填写。',
    en: 'S3-compatible object store for evidence files: endpoint/bucket, and a prefix where wanted; files in DATA_DIR when absent. Goes with the other BLOBS_ settings.',
    type: 'http(s)://host[:port]/bucket[/prefix]',
    shown: '',
    example: 'https://s3.cn-north-1.amazonaws.com.cn/ectrace-evidence/trace',
    // Somebody may have put a password into it.
    secret: true,
    schema: bucket.optional(),
  },
  BLOBS_REGION: {
    zh: '该存储桶所在的区域，用于签名；没有区域的存储填 us-east-1。',
    en: 'Region of that bucket, which is signed; us-east-1 for a store that has none.',
    type: 'text',
    shown: '',
    example: 'cn-north-1',
    schema: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'a region')
      .optional(),
  },
  BLOBS_ACCESS_KEY_ID: {
    zh: '该存储的 AccessKey ID，须有列举、读取和写入存储桶的权限。',
    en: 'AccessKey ID for that store; it must be allowed to list, read and write the bucket.',
    type: 'text',
    shown: '',
    example: 'AKIAIOSFODNN7EXAMPLE',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9._-]{3,128}$/, 'an AccessKey ID')
      .optional(),
  },
  BLOBS_ACCESS_KEY_SECRET: {
    zh: '该 AccessKey 的密钥。',
    en: 'Secret of that AccessKey.',
    type: 'text',
    shown: '',
    example: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    secret: true,
    schema: z
      .string()
      .regex(/^[!-~]{8,200}$/, 'an AccessKey secret')
      .optional(),
  },
  BLOBS_ADDRESSING: {
    zh: '存储桶写在路径里（path）还是主机名前（host）；阿里云 OSS 须用 host。',
    en: 'Whether the bucket stands in the path or before the host; Alibaba Cloud OSS takes host only.',
    type: 'path | host',
    shown: 'path',
    example: 'host',
    schema: z.enum(['path', 'host'], 'path or host').default('path'),
  },
  LEDGER: {
    zh: '账本引擎：内嵌，或 Hyperledger Fabric。',
    en: 'Engine of the ledger: embedded, or Hyperledger Fabric.',
    type: 'embedded | fabric',
    shown: 'embedded',
    example: 'fabric',
    schema: z.enum(['embedded', 'fabric'], 'embedded or fabric').default('embedded'),
  },
  FABRIC_PROFILE: {
    zh: 'JSON 文件：本机构在 Fabric 网络中的身份与节点；LEDGER 为 fabric 时必填。',
    en: 'JSON file: identity and peers of this organisation on the Fabric network; required when LEDGER is fabric.',
    type: 'path',
    shown: 'none',
    example: '/etc/ectrace/fabric/org1.json',
    schema: file.optional(),
  },
  CHANNELS: {
    zh: '各通道的名称，逗号分隔，第一个为默认通道；每个通道有自己的账本，名称写入每笔交易，启用后不可更改。',
    en: 'Names of the channels, separated by commas, the first the default one; each has a ledger of its own, its name is written into every transaction and fixed after the first.',
    type: 'list of at most 16 names: lower-case letters, digits, hyphens',
    shown: 'trace',
    example: 'trace,cold-chain',
    schema: z
      .string()
      .default('trace')
      .transform((text) => text.split(',').map((part) => part.trim()))
      .pipe(z.array(channel).min(1).max(16, 'at most 16 channels'))
      .refine((names) => new Set(names).size === names.length, 'each channel once'),
  },
  CODE_HOSTS: {
    zh: '追溯码网址可接受的主机，逗号分隔；其他主机一律按假冒网址处理。',
    en: 'Hosts accepted in trace codes, separated by commas; every other host is treated as a look-alike.',
    type: 'list of host[:port]',
    shown: 'host of PUBLIC_URL, localhost and 127.0.0.1 with the port',
    example: 'trace.example.com,t.example.cn',
    schema: z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .pipe(z.array(host).min(1))
      .optional(),
  },
  WITNESSES: {
    zh: '见证方的公钥，逗号分隔；只收下并公布他们对本账本检查点的见证签名。',
    en: 'Verifier keys of witnesses, separated by commas; their cosignatures of the checkpoints are taken and shown, nobody else’s.',
    type: 'list of at most 16 C2SP verifier keys of type 4',
    shown: '',
    example: 'witness.example/w1+773a6c12+BMhTrQ8M0rYZrqks7sT9VqJNZJnVhM55JX5Fz9gTm2Cn',
    schema: z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
      .pipe(z.array(z.string().refine(isWitnessKey, 'verifier keys of witnesses')).max(16, 'at most 16 witnesses')),
  },
  CITY_DATABASE: {
    zh: '由 IP 地址查城市的 MMDB 文件（如 GeoLite2-City）；不填则不判断地点，查询页会如实说明。',
    en: 'MMDB file that tells the city of an address (GeoLite2-City, for example); without one rules about places are off, and pages say so.',
    type: 'path',
    shown: '',
    example: '/var/lib/geo/GeoLite2-City.mmdb',
    schema: file.optional(),
  },
  CHECK_FILES: {
    zh: '微信等平台的域名校验文件，名称=内容，逗号分隔；在根路径与 /s/ 下提供。',
    en: 'Domain check files of WeChat and others, name=content, separated by commas; served at the root and below /s/.',
    type: 'list of at most 20 name.txt=content',
    shown: '',
    example: 'MP_verify_a1B2c3D4e5F6.txt=a1B2c3D4e5F6',
    schema: z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
      .pipe(
        z.array(z.string().regex(/^[\w-]{1,100}\.txt=[\w.-]{1,200}$/, 'name.txt=content')).max(20, 'at most 20 files'),
      ),
  },
  WECHAT_APP_ID: {
    zh: '小程序的 AppID；填写后启用微信身份与订阅消息。',
    en: 'AppID of the mini-program; WeChat identities and messages are on once it is given.',
    type: 'text',
    shown: '',
    example: 'wx0123456789abcdef',
    schema: z
      .string()
      .regex(/^wx[0-9a-f]{16}$/, 'an AppID')
      .optional(),
  },
  WECHAT_APP_SECRET: {
    zh: '小程序的 AppSecret。',
    en: 'AppSecret of the mini-program.',
    type: 'text',
    shown: '',
    example: '0123456789abcdef0123456789abcdef',
    secret: true,
    schema: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'an AppSecret')
      .optional(),
  },
  WECHAT_API: {
    zh: '微信开放接口的地址。',
    en: 'Address of the WeChat API.',
    type: 'http(s) origin',
    shown: 'https://api.weixin.qq.com',
    example: 'https://api.weixin.qq.com',
    schema: origin.default('https://api.weixin.qq.com'),
  },
  WECHAT_TEMPLATES: {
    zh: '订阅消息模板，逗号分隔：通知种类=模板编号/关键词:取值/…；取值为 what（通知种类）、at（时间）或通知自己的取值，如 trade、party、lot。',
    en: 'Templates of subscribe messages, separated by commas: kind of notice=template id/keyword:value/…; a value is what (the kind), at (the time) or one of the notice’s own, such as trade, party, lot.',
    type: 'list of at most 30 kind=template/keyword:value/…',
    shown: '',
    example:
      'trade_dispatched=AbCdEfGh01234567890123456789012345678901234/thing1:party/character_string2:trade/time3:at',
    schema: z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
      .pipe(z.array(z.string().regex(templateGrammar, 'kind=template/keyword:value')).max(30, 'at most 30 templates')),
  },
  SMS_ACCESS_KEY_ID: {
    zh: '阿里云短信服务的 AccessKey ID；填写后登录页提供短信验证码登录。',
    en: 'AccessKey ID for Alibaba Cloud SMS; once it is given, the login page offers codes by SMS.',
    type: 'text',
    shown: '',
    example: 'LTAI5tExampleExample0001',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9]{10,40}$/, 'an AccessKey ID')
      .optional(),
  },
  SMS_ACCESS_KEY_SECRET: {
    zh: '该 AccessKey 的密钥。',
    en: 'Secret of that AccessKey.',
    type: 'text',
    shown: '',
    example: 'ExampleExampleExampleExample01',
    secret: true,
    schema: z
      .string()
      .regex(/^[A-Za-z0-9]{10,100}$/, 'an AccessKey secret')
      .optional(),
  },
  SMS_SIGN_NAME: {
    zh: '短信签名，须已在短信服务中审核通过。',
    en: 'Signature of the messages, as approved by the SMS service.',
    type: 'text',
    shown: '',
    example: 'EC链追溯',
    schema: z.string().min(2, '2 to 24 characters').max(24, '2 to 24 characters').optional(),
  },
  SMS_TEMPLATE: {
    zh: '短信模板编号，模板中有一个变量 code。',
    en: 'Code of the message template, which has one variable, code.',
    type: 'text',
    shown: '',
    example: 'SMS_123456789',
    schema: z
      .string()
      .regex(/^SMS_\d{1,20}$/, 'SMS_ and digits')
      .optional(),
  },
  SMS_API: {
    zh: '短信服务接口的地址。',
    en: 'Address of the SMS API.',
    type: 'http(s) origin',
    shown: 'https://dysmsapi.aliyuncs.com',
    example: 'https://dysmsapi.aliyuncs.com',
    schema: origin.default('https://dysmsapi.aliyuncs.com'),
  },
  LOG_LEVEL: {
    zh: '日志级别。',
    en: 'Level of the log.',
    type: 'fatal | error | warn | info | debug | trace | silent',
    shown: 'info',
    example: 'warn',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'a pino level').default('info'),
  },
  HTTPS: {
    zh: '是否以 https 提供服务：off、self-signed（自签证书，手机摄像头需要）或 files（TLS_CERT 与 TLS_KEY）。',
    en: 'Whether to serve https: off, self-signed (a phone camera needs it) or files (TLS_CERT and TLS_KEY).',
    type: 'off | self-signed | files',
    shown: 'off; files when TLS_CERT is given',
    example: 'self-signed',
    schema: z.enum(['off', 'self-signed', 'files'], 'off, self-signed or files').optional(),
  },
  TLS_CERT: {
    zh: '证书链文件（PEM）。',
    en: 'File of the certificate chain (PEM).',
    type: 'path',
    shown: '',
    example: '/etc/ssl/trace.pem',
    schema: file.optional(),
  },
  TLS_KEY: {
    zh: '证书私钥文件（PEM）。',
    en: 'File of the private key of that certificate (PEM).',
    type: 'path',
    shown: '',
    example: '/etc/ssl/private/trace.key',
    schema: file.optional(),
  },
  TRUST_PROXY: {
    zh: '仅当前面有可信反向代理时打开：客户端地址取自 X-Forwarded-For。',
    en: 'Only behind a trusted reverse proxy: takes the address of the client from X-Forwarded-For.',
    type: 'on | off',
    shown: 'off',
    example: 'on',
    schema: onOff(false),
  },
  RATE_FACTOR: {
    zh: '所有限流阈值的倍数；许多人共用一个出口地址或压测时调大。',
    en: 'Multiplies every rate limit; raise it where many people share one address, or for a load test.',
    type: 'integer 1–100000',
    shown: '1',
    example: '20',
    schema: whole(1, 100_000, '1'),
  },
  DEMO: {
    zh: '是否提供演示页面与演示账号。',
    en: 'Whether the demo page and its accounts are offered.',
    type: 'on | off',
    shown: 'off',
    example: 'on',
    schema: onOff(false),
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
