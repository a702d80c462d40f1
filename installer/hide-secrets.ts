/** Elements of ossec.conf that hold a secret: of Wazuh's cloud modules, of integrations, of the cluster. */
const SECRET_ELEMENTS = 'client_secret|secret_key|access_key|api_key|api_token|key|password|hook_url';

const ELEMENT = new RegExp(`(<(?:${SECRET_ELEMENTS})>)[^<\\n]*`, 'g');
/** Of the blog's script and of any other that takes one on its command line. */
const ARGUMENT = /(--?[\w-]*(?:secret|password|token|api-?key)[\w-]*(?:=|\s+))(?:"[^"\n]*"|[^\s"<]+)/gi;

/** A piece of ossec.conf for the eyes of people, who may well copy it into a ticket: secrets of others in it become asterisks. */
export function hideSecrets(conf: string): string {
  return conf.replace(ELEMENT, '$1***').replace(ARGUMENT, '$1***');
}
