package dev.nodens.runtime.syscall;

import java.util.List;

/**
 * What one recvmsg brought.
 *
 * @param length bytes put into the buffer; 0 = the peer closed its end
 * @param descriptors those that came along; the receiver owns them
 */
public record Received(int length, List<Fd> descriptors) {}
