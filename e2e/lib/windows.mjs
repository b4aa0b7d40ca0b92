/**
 * The windows in which each story of the portal is told, each by a person of
 * its own, who may create one tenant.
 */
export const WINDOWS = [
  { size: 'wide', width: 1280, person: 'ada', other: 'ben' },
  { size: 'phone-sized', width: 390, person: 'ben', other: 'ada' },
];
