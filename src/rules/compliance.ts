/*
 * Compliance tags as Wazuh's stock rules carry them for the same kind of activity (sshd, PAM, Office 365, Microsoft Graph), so that the
 * PCI DSS, GDPR, HIPAA, NIST 800-53 and TSC dashboards count Microsoft 365 beside everything else.
 */
export const COMPLIANCE = {
  signInSuccess: tags(
    'gdpr_IV_32.2 hipaa_164.312.b nist_800_53_AC.7 nist_800_53_AU.14 pci_dss_10.2.5 tsc_CC6.8 ' +
      'tsc_CC7.2 tsc_CC7.3',
  ),
  signInFailure: tags(
    'gdpr_IV_32.2 gdpr_IV_35.7.d hipaa_164.312.b nist_800_53_AC.7 nist_800_53_AU.14 ' +
      'pci_dss_10.2.4 pci_dss_10.2.5 tsc_CC6.1 tsc_CC6.8 tsc_CC7.2 tsc_CC7.3',
  ),
  attack: tags(
    'gdpr_IV_35.7.d hipaa_164.312.b nist_800_53_AU.14 nist_800_53_SI.4 pci_dss_10.6.1 ' +
      'pci_dss_11.4 tsc_CC6.1 tsc_CC6.8 tsc_CC7.2 tsc_CC7.3',
  ),
  accountChange: tags(
    'gdpr_IV_32.2 gdpr_IV_35.7.d hipaa_164.312.a.2.I hipaa_164.312.b nist_800_53_AC.2 ' +
      'nist_800_53_AU.14 nist_800_53_IA.4 pci_dss_10.2.5 pci_dss_8.1.2 tsc_CC6.8 tsc_CC7.2 ' +
      'tsc_CC7.3',
  ),
  privilegeChange: tags(
    'gdpr_IV_35.7.d hipaa_164.312.a.1 hipaa_164.312.b nist_800_53_AC.6 nist_800_53_AU.14 ' +
      'pci_dss_10.2.2 pci_dss_10.2.5 tsc_CC6.1 tsc_CC6.8 tsc_CC7.2 tsc_CC7.3',
  ),
  policyChange: tags(
    'gdpr_IV_35.7.d hipaa_164.312.b nist_800_53_AU.6 nist_800_53_CM.3 pci_dss_10.6.1 ' +
      'pci_dss_10.2.7 tsc_CC6.8 tsc_CC7.2 tsc_CC7.3 tsc_CC8.1',
  ),
  auditTampering: tags(
    'gdpr_II_5.1.f gdpr_IV_35.7.d hipaa_164.312.b nist_800_53_AU.6 nist_800_53_AU.9 ' +
      'pci_dss_10.2.6 pci_dss_10.5.2 pci_dss_10.6.1 tsc_CC6.1 tsc_CC7.2 tsc_CC7.3',
  ),
  dataAccess: tags(
    'gdpr_II_5.1.f hipaa_164.312.a.1 hipaa_164.312.b nist_800_53_AC.6 nist_800_53_AU.14 ' +
      'pci_dss_10.2.1 pci_dss_10.6.2 tsc_CC6.1 tsc_CC7.2',
  ),
  dataLoss: tags(
    'gdpr_II_5.1.f gdpr_IV_35.7.d hipaa_164.312.b hipaa_164.312.c.1 nist_800_53_SI.4 ' +
      'nist_800_53_SI.7 pci_dss_10.6.1 pci_dss_11.5 tsc_CC6.1 tsc_CC6.8 tsc_CC7.2 tsc_CC7.3',
  ),
  malware: tags(
    'gdpr_IV_35.7.d hipaa_164.312.b nist_800_53_SI.3 nist_800_53_SI.4 pci_dss_10.6.1 pci_dss_11.4 ' +
      'pci_dss_5.1 tsc_A1.2 tsc_CC6.8 tsc_CC7.2 tsc_CC7.3',
  ),
  monitoring: tags('gdpr_IV_35.7.d hipaa_164.312.b nist_800_53_AU.6 pci_dss_10.6.1 tsc_CC7.2 tsc_CC7.3'),
} as const satisfies Record<string, readonly string[]>;

export type ComplianceProfile = keyof typeof COMPLIANCE;

function tags(text: string): readonly string[] {
  return text.split(' ');
}
