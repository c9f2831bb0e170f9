/**
 * A call that is on its way to a store when its process ends, or its clock is put right, may take effect so much later:
 * 20.1 s as a slow one, and 3 s more when it is tried again below; half a second for the way there and for rounding.
 */
export const LATE_EFFECT_MS = 23_600;
