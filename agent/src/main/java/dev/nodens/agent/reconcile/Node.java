package dev.nodens.agent.reconcile;

import dev.nodens.agent.observe.DataFolders;
import dev.nodens.agent.oci.NodeFacts;
import dev.nodens.runtime.ContainerRuntime;
import java.time.InstantSource;

/** This node: what runs containers on it, where they keep their data, what it is like, and its clock. */
public record Node(ContainerRuntime runtime, DataFolders folders, NodeFacts facts, InstantSource clock) {}
