// What can go wrong with the network: a closed list of codes, each with one sentence for the person at the terminal.

export type FabricFaultCode =
  | 'FABRIC_PROGRAM_MISSING'
  | 'FABRIC_OPTION_INVALID'
  | 'FABRIC_PLAN_DIFFERS'
  | 'FABRIC_BUNDLE_MISSING'
  | 'FABRIC_PORT_TAKEN'
  | 'FABRIC_PART_ENDED'
  | 'FABRIC_STEP_FAILED'
  | 'FABRIC_TIMED_OUT'

/** An expected failure; `message` is a sentence, where it helps followed by the last lines of a log. */
export class FabricFault extends Error {
  readonly code: FabricFaultCode
  constructor(code: FabricFaultCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FabricFault'
    this.code = code
  }
}
