package dev.nodens.runtime.container;

import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.syscall.Fd;
import java.util.Optional;

/**
 * A launch that succeeded. Its descriptors belong to whoever holds it.
 *
 * @param init the native-init that was spawned; with FOREGROUND it goes on telling
 * @param monitor the monitor's pidfd; empty where nobody stays
 * @param process the container's process
 * @param pidfd the same
 */
record Launch(InitProcess init, Optional<Fd> monitor, ProcessIdentity process, Fd pidfd) {}
