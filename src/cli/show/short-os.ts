/** `Ubuntu 24.04` of `Ubuntu 24.04.1 LTS`, `CentOS 9` of `CentOS Stream 9`. */
export function shortOs(name: string): string {
  const plain = name
    .replace('GNU/Linux ', '')
    .replace('Stream ', '')
    .replace(' Linux', '')
    .replace('Red Hat Enterprise', 'RHEL');
  return /^.*?\d+(?:\.\d+)?/.exec(plain)?.[0] ?? plain;
}
