/** Why something is not covered, or only in part, where the same reason holds for several rules. */
export const NO_MEMORY =
  'Counts what is new for this user or tenant; Wazuh keeps no history of values. Ours alert on the deed itself.';
export const NO_PLACE =
  'Needs the place of an address when rules run, which Wazuh has not by default. Ours pass on Microsoft’s own alert.';
export const NO_APPROVERS =
  'Compares with a list of approved people, which is yours. Ours alert on every one; refine them by a child rule.';
export const OTHER_FEED = 'Comes from another interface than the Management Activity API.';
