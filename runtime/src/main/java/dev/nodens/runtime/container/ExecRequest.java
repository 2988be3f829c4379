package dev.nodens.runtime.container;

import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.spec.Process;

/**
 * One more process for a running container.
 *
 * @param supervision RESIDENT = the container's monitor is its parent; FOREGROUND = a child of ours that relays; NONE = left
 *     to itself
 */
public record ExecRequest(Process process, Supervision supervision, OciOptions oci) {}
