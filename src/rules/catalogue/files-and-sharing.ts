import type { Theme } from '../model.ts';
import { FILE_READING } from './file-reading.ts';
import { FILE_SEARCHING } from './file-searching.ts';
import { FILE_WRITING } from './file-writing.ts';
import { SHARING } from './sharing.ts';
import { SITES } from './sites.ts';

export const FILES_AND_SHARING: Theme = {
  name: 'files-and-sharing',
  title: 'Files and sharing',
  rules: [...SHARING, ...FILE_READING, ...FILE_SEARCHING, ...FILE_WRITING, ...SITES],
};
