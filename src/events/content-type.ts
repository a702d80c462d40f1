/** The five content types of the Office 365 Management Activity API. The API refuses all others with AF20020. */
export const CONTENT_TYPES = [
  'Audit.AzureActiveDirectory',
  'Audit.Exchange',
  'Audit.SharePoint',
  'Audit.General',
  'DLP.All',
] as const;

export type ContentType = (typeof CONTENT_TYPES)[number];

/** True when the text is exactly one of the five content types (the API compares them case-insensitively; we do not). */
export function isContentType(text: string): text is ContentType {
  return (CONTENT_TYPES as readonly string[]).includes(text);
}
