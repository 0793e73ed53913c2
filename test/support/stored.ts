/** As another version would have it: with keys changed, or taken out by `undefined`. */
export function stored<T extends object>(of: T, changes: Readonly<Record<string, unknown>>): T {
  const plain: T = JSON.parse(JSON.stringify(of));
  for (const [path, value] of Object.entries(changes)) {
    const [section = '', key] = path.split('.');
    const at: unknown = key === undefined ? plain : Reflect.get(plain, section);
    if (typeof at !== 'object' || at === null) throw new Error(`there is no ${section}`);
    if (value === undefined) Reflect.deleteProperty(at, key ?? section);
    else Reflect.set(at, key ?? section, value);
  }
  return plain;
}
