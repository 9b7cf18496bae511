// Looks through built files for what WeChat's engine refuses before the first line runs, or at review.

type Finding = { rule: string; excerpt: string }

const rules: readonly { rule: string; pattern: RegExp }[] = [
  { rule: 'eval', pattern: /(?<![\w$.])eval\s*\(/g },
  // Function('return this') alone is allowed.
  {
    rule: 'code from a string',
    pattern: /(?<![\w$.])(?:new\s+)?Function\s*\((?!\s*(['"])return this\1\s*\))(?=\s*['"`\w])/g,
  },
  // A literal such as 1n is a syntax error on older phones and takes the whole file with it; BigInt(1) only fails where it runs.
  { rule: 'BigInt literal', pattern: /(?<=[=(,:?&|+\-*/<>[{;!~^%\s])\d+n(?![\w$])/g },
  { rule: 'dynamic import', pattern: /(?<![\w$.])import\s*\(/g },
]

/** Every place in `source` that breaks a rule. */
export const forbiddenSyntax = (source: string): Finding[] =>
  rules.flatMap(({ rule, pattern }) =>
    [...source.matchAll(pattern)].map((match) => ({
      rule,
      excerpt: source.slice(Math.max(0, match.index - 30), match.index + 50),
    })),
  )
