/** By class number: which bytes belong to it. */
export const OS_REGEX_CLASSES: readonly Uint8Array[] = [
  '',
  '0123456789',
  '-0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz',
  ' ',
  '!"#$%&\'()*+,-.:;<=>?[]{|}',
  '(',
  ')',
  '\\',
  { not: 1 },
  { not: 2 },
  { not: 3 },
  { not: 0 },
  '\t',
  '$',
  '|',
  '<',
].reduce<Uint8Array[]>((classes, members) => {
  const set = new Uint8Array(256);
  if (typeof members === 'string') for (const char of members) set[char.charCodeAt(0)] = 1;
  else for (let byte = 0; byte < 256; byte += 1) set[byte] = classes[members.not]?.[byte] ? 0 : 1;
  classes.push(set);
  return classes;
}, []);
