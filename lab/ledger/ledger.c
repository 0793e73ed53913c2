// ledger: stands where a host has some program, notes in the host's ledger that it begins and how it ended, and between the
// two runs the real one, which lies below /usr/libexec/recorded. Nothing else changes: arguments, name, streams and
// environment are passed on, signals sent to this process reach the program, and this process ends as the program did.
// Killed itself, it takes the program with it and leaves a line that says begun, and none that says ended.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LEDGER "/var/log/ledger"
#define RECORDED "/usr/libexec/recorded/"

// A line is written at once, so that lines of programs that run side by side never mix. A longer one is cut.
static char line[65536];
static size_t used;

static void add(const char *format, ...) {
  va_list values;
  va_start(values, format);
  int length = vsnprintf(line + used, sizeof line - used, format, values);
  va_end(values);
  if (length > 0 && used + length < sizeof line) used += length;
}

// A JSON string, with room left for what follows it.
static void add_text(const char *text) {
  add("\"");
  for (; *text && used < sizeof line - 256; text++) {
    unsigned char byte = *text;
    if (byte == '"' || byte == '\\') add("\\%c", byte);
    else if (byte < 0x20) add("\\u%04x", byte);
    else add("%c", byte);
  }
  add("\"");
}

static void begin_line(const char *what, pid_t pid) {
  char boot[37] = "";
  int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    ssize_t length = read(file, boot, 36);
    boot[length > 0 ? length : 0] = 0;
    close(file);
  }
  struct timespec now;
  struct tm parts;
  char second[32];
  clock_gettime(CLOCK_REALTIME, &now);
  strftime(second, sizeof second, "%FT%T", gmtime_r(&now.tv_sec, &parts));
  used = 0;
  add("{\"what\":\"%s\",\"at\":\"%s.%03ldZ\",\"boot\":\"%s\",\"pid\":%d", what, second, now.tv_nsec / 1000000, boot, pid);
}

// A ledger that cannot be written, on a full disk for example, is no reason to change what the program does.
static void write_line(void) {
  add("}\n");
  int file = open(LEDGER, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) return;
  if (write(file, line, used) < 0) errno = 0;
  close(file);
}

static const char *name_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// The real program has the name of this file, whatever link it was called through.
static const char *recorded(const char *called) {
  static char path[PATH_MAX];
  char self[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  self[length > 0 ? length : 0] = 0;
  snprintf(path, sizeof path, RECORDED "%.255s", name_of(length > 0 ? self : called));
  return path;
}

// Waits for the program and passes on what is sent to this process. What a terminal sends reaches the program anyway.
static int follow(pid_t child, const sigset_t *all) {
  for (;;) {
    siginfo_t signal;
    if (sigwaitinfo(all, &signal) < 0) continue;
    if (signal.si_signo != SIGCHLD) {
      if (signal.si_code <= 0) kill(child, signal.si_signo);
      continue;
    }
    int status;
    if (waitpid(child, &status, WNOHANG | WUNTRACED) != child) continue;
    if (!WIFSTOPPED(status)) return status;
    raise(SIGSTOP);
  }
}

int main(int count, char **arguments) {
  const char *called = count > 0 ? arguments[0] : "";
  const char *path = recorded(called);
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  struct sigaction plain = {.sa_handler = SIG_DFL}, childless;
  sigaction(SIGCHLD, &plain, &childless);

  begin_line("begun", getpid());
  add(",\"program\":");
  add_text(name_of(called));
  add(",\"arguments\":[");
  for (int index = 1; index < count && used < sizeof line - 512; index++) {
    if (index > 1) add(",");
    add_text(arguments[index]);
  }
  add("]");
  write_line();

  pid_t parent = getpid(), child = fork();
  if (child <= 0) {
    if (child == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (child == 0 && getppid() != parent) raise(SIGKILL);
    sigaction(SIGCHLD, &childless, NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    execv(path, arguments);
    int code = errno == ENOENT ? 127 : 126;
    perror(path);
    _exit(code);
  }

  int status = follow(child, &all);
  begin_line("ended", parent);
  if (WIFEXITED(status)) add(",\"code\":%d", WEXITSTATUS(status));
  else add(",\"signal\":%d", WTERMSIG(status));
  write_line();
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  sigaction(WTERMSIG(status), &plain, NULL);
  sigemptyset(&all);
  sigaddset(&all, WTERMSIG(status));
  sigprocmask(SIG_UNBLOCK, &all, NULL);
  raise(WTERMSIG(status));
  return 128 + WTERMSIG(status);
}
