/** A package of the repositories of Kubernetes and CRI-O. */
export interface BundlePackage {
  readonly name: string;
  /** Exact, or `1.34.*` and `*` where the mirror decides. */
  readonly version: string;
  /** Folder that it lies below, with `deb` or `rpm` at its end. */
  readonly repository: string;
  readonly architecture?: string;
  /** Path below the repository. */
  readonly file?: string;
  readonly sha256?: string;
}

/** A signing key with the fingerprint that hosts accept. */
export interface BundleKey {
  readonly url: string;
  readonly fingerprint: string;
}

/** An image under its upstream name. */
export interface BundleImage {
  readonly image: string;
  /** `sha256:…` of its manifest, or of its index where it has several platforms. */
  readonly digest?: string;
}

/** A manifest of Kubernetes objects; Slipway carries its own, so that nothing is fetched. */
export interface BundleManifest {
  readonly name: string;
  /** Path of the file, or `carried by Slipway`. */
  readonly source: string;
  readonly sha256: string;
}

/** Packages that come from a system's own repositories, in whatever version those have. */
export interface SystemPackages {
  readonly systems: string;
  readonly names: readonly string[];
}

/** Everything that a cluster is made of and that its site must have. */
export interface Bundle {
  readonly cluster: string;
  /** As the cluster file asks for it, or exact where the mirror was asked. */
  readonly kubernetes: string;
  readonly packages: readonly BundlePackage[];
  readonly systemPackages: readonly SystemPackages[];
  readonly keys: readonly BundleKey[];
  readonly images: readonly BundleImage[];
  readonly manifests: readonly BundleManifest[];
  /** What is not known, and how it becomes known. */
  readonly notes: readonly string[];
}
