// delay INTERFACE INTERFACE MILLISECONDS: carries Ethernet frames between two interfaces, each half of the time late, so
// that a round trip takes MILLISECONDS longer. For kernels without the netem queueing discipline. Ends with an interface.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// The kernel hands over segments of up to 64 KiB, with a header in front that says what is left to do for the hardware.
enum { largest = sizeof(struct virtio_net_hdr) + ETH_HLEN + 65536, queue_limit = 32 << 20, batch = 64 };

struct frame {
  struct frame *next;
  long long due;
  size_t length;
  char bytes[];
};

struct direction {
  int from, to;
  struct frame *first, **last;
  size_t queued;
};

static void fail(const char *what) {
  fprintf(stderr, "delay: %s: %s\n", what, strerror(errno));
  exit(1);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int open_port(const char *name) {
  int one = 1, room = 8 << 20, port = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = if_nametoindex(name)};
  if (port < 0 || !at.sll_ifindex) fail(name);
  if (setsockopt(port, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof one)) fail("PACKET_VNET_HDR");
  // Else each frame that is sent here comes back as one that was seen here.
  if (setsockopt(port, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one)) fail("PACKET_IGNORE_OUTGOING");
  setsockopt(port, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  setsockopt(port, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
  // The frames of a host are for anyone, and not for the machine's end of its cable.
  struct packet_mreq every = {.mr_ifindex = at.sll_ifindex, .mr_type = PACKET_MR_PROMISC};
  if (setsockopt(port, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &every, sizeof every)) fail("promiscuous mode");
  if (bind(port, (struct sockaddr *)&at, sizeof at)) fail(name);
  return port;
}

static void take_in(struct direction *way, long long delay) {
  static char buffer[largest];
  for (int count = 0; count < batch; count++) {
    ssize_t length = recv(way->from, buffer, sizeof buffer, 0);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length < 0) exit(0);
    if (way->queued + length > queue_limit) continue;
    struct frame *frame = malloc(sizeof *frame + length);
    if (!frame) fail("memory");
    *frame = (struct frame){.due = now() + delay, .length = length};
    memcpy(frame->bytes, buffer, length);
    *way->last = frame;
    way->last = &frame->next;
    way->queued += length;
  }
}

static void let_out(struct direction *way) {
  while (way->first && way->first->due <= now()) {
    struct frame *frame = way->first;
    // What the other side has no room for is lost, as on any network.
    if (send(way->to, frame->bytes, frame->length, 0) < 0 && (errno == ENXIO || errno == ENODEV)) exit(0);
    way->first = frame->next;
    if (!way->first) way->last = &way->first;
    way->queued -= frame->length;
    free(frame);
  }
}

int main(int count, char **words) {
  if (count != 4) return fprintf(stderr, "delay INTERFACE INTERFACE MILLISECONDS\n"), 2;
  int left = open_port(words[1]), right = open_port(words[2]);
  long long delay = atoll(words[3]) * 1000000LL / 2;
  struct direction ways[2] = {{.from = left, .to = right}, {.from = right, .to = left}};
  for (int i = 0; i < 2; i++) ways[i].last = &ways[i].first;

  for (;;) {
    long long wait = -1;
    for (int i = 0; i < 2; i++) {
      if (!ways[i].first) continue;
      long long left_over = ways[i].first->due - now();
      if (left_over < 0) left_over = 0;
      if (wait < 0 || left_over < wait) wait = left_over;
    }
    struct timespec pause = {.tv_sec = wait / 1000000000LL, .tv_nsec = wait % 1000000000LL};
    struct pollfd ports[2] = {{.fd = left, .events = POLLIN}, {.fd = right, .events = POLLIN}};
    if (ppoll(ports, 2, wait < 0 ? NULL : &pause, NULL) < 0 && errno != EINTR) fail("poll");
    for (int i = 0; i < 2; i++) {
      if (ports[i].revents) take_in(&ways[i], delay);
      let_out(&ways[i]);
    }
  }
}
