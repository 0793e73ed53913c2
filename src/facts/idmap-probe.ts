import { sh } from '../shell/sh.ts';

/**
 * Tries idmapped mounts by the system calls themselves, since the version of a kernel does not tell (5.14 of Enterprise
 * Linux 9 has them on tmpfs, 6.1 of Debian 12 has not). Numbers of open_tree(2) and mount_setattr(2) are the same on
 * every architecture. 0 is yes; EINVAL, EPERM and ENOSYS are what file systems and kernels without them answer.
 */
const python = `
import ctypes, os, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
def answer(number, *words):
    done = libc.syscall(ctypes.c_long(number), *words)
    return done if done >= 0 else -ctypes.get_errno()
class Attr(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clr", "propagation", "userns")]
def tell(name, word): print("idmap." + name + chr(9) + word)
ready, go = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    os.close(go[1])
    os.write(ready[1], b"y" if libc.unshare(0x10000000) == 0 else b"n")
    os.read(go[0], 1)
    os._exit(0)
try:
    if os.read(ready[0], 1) != b"y": raise OSError("no user namespace")
    for kind in ("uid_map", "gid_map"):
        with open("/proc/%d/%s" % (child, kind), "w") as file: file.write("0 65536 65536")
    space = os.open("/proc/%d/ns/user" % child, os.O_RDONLY)
    if libc.unshare(0x20000) != 0: raise OSError("no mount namespace")
    libc.mount(b"none", b"/", None, ctypes.c_ulong(0x44000), None)
    if libc.mount(b"none", b"/mnt", b"tmpfs", ctypes.c_ulong(0), None) != 0: raise OSError("no tmpfs")
    for pair in ["tmpfs=/mnt"] + sys.argv[1:]:
        name, path = pair.split("=", 1)
        tree = answer(428, ctypes.c_int(-100), path.encode(), ctypes.c_uint(0x80001))
        attr = Attr(0x100000, 0, 0, space)
        done = tree if tree < 0 else answer(442, ctypes.c_int(tree), b"", ctypes.c_uint(0x1000), ctypes.byref(attr), ctypes.c_size_t(32))
        tell(name, "yes" if done >= 0 else "no" if -done in (1, 22, 38, 95) else "unknown")
except OSError:
    pass
os.close(go[1])
os.waitpid(child, 0)
`.trim();

const perl = `
use strict;
my ($machine) = @ARGV; shift;
my ($unshare, $mount) = $machine eq "aarch64" ? (97, 40) : (272, 165);
sub tell_it { print "idmap.$_[0]\\t$_[1]\\n" }
pipe(my $ready, my $say) and pipe(my $wait, my $go) or exit;
my $child = fork();
if (!$child) {
  close $go;
  syswrite $say, syscall($unshare, 0x10000000) == 0 ? "y" : "n";
  sysread $wait, my $end, 1;
  exit;
}
my $said = "";
sysread $ready, $said, 1;
exit if $said ne "y";
for my $kind ("uid_map", "gid_map") { open my $file, ">", "/proc/$child/$kind" or exit; print $file "0 65536 65536"; close $file or exit }
open my $space, "<", "/proc/$child/ns/user" or exit;
exit if syscall($unshare, 0x20000) != 0;
my ($none, $root, $scratch, $type, $empty) = ("none", "/", "/mnt", "tmpfs", "");
syscall($mount, $none, $root, 0, 0x44000, 0);
exit if syscall($mount, $none, $scratch, $type, 0, 0) != 0;
for my $pair ("tmpfs=/mnt", @ARGV) {
  my ($name, $path) = split /=/, $pair, 2;
  my $tree = syscall(428, -100, $path, 0x80001);
  my $attr = pack "Q4", 0x100000, 0, 0, fileno($space);
  my $done = $tree < 0 ? $tree : syscall(442, $tree, $empty, 0x1000, $attr, 32);
  tell_it($name, $done >= 0 ? "yes" : (grep { $!+0 == $_ } 1, 22, 38, 95) ? "no" : "unknown");
}
close $go;
`.trim();

/**
 * Defines `probe_idmaps NAME=PATH…`: a fact `idmap.NAME` each, and one for tmpfs, as `yes`, `no` or `unknown`. It does it with
 * what the host has: Python, Perl, or mount(8) of util-linux 2.39; where it has none of them, it says nothing. Its mounts
 * are in a namespace that ends with it.
 */
export const idmapProbe = sh`
  probe_idmaps() {
    for program in python3 /usr/libexec/platform-python; do
      if "$program" -c 'import ctypes' 2> /dev/null; then "$program" -c ${python} "$@" 2> /dev/null; return; fi
    done
    if command -v perl > /dev/null 2>&1; then perl -e ${perl} "$(uname -m)" "$@" 2> /dev/null; return; fi
    if mount --version | awk '{ sub(/.*util-linux /, ""); split($0, part, "."); exit !(part[1] > 2 || part[2] + 0 >= 39) }'; then
      unshare --mount --propagation private sh -c ${`
        mount -t tmpfs none /mnt && mkdir /mnt/tmpfs /mnt/here || exit
        for pair in tmpfs=/mnt/tmpfs "$@"; do
          if said=$(mount --bind -o X-mount.idmap=b:0:65536:65536 "\${pair#*=}" /mnt/here 2>&1); then word=yes; umount /mnt/here
          else case $said in *'Invalid argument'*|*'Operation not permitted'*|*'not supported'*|*'not implemented'*) word=no ;; *) word=unknown ;; esac
          fi
          printf 'idmap.%s\\t%s\\n' "\${pair%%=*}" "$word"
        done`} probe "$@" 2> /dev/null
    fi
  }`;
