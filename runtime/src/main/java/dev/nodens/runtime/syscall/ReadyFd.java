package dev.nodens.runtime.syscall;

/**
 * One descriptor that epoll_wait or poll found ready.
 *
 * @param token what it was registered with
 * @param events EPOLL* bits, which are also the POLL* bits
 */
public record ReadyFd(long token, int events) {}
