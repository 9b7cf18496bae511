// The error of a transaction that would have been written under a lead that another process may have by now.

/** Nothing was written. */
export class LeadLost extends Error {}
