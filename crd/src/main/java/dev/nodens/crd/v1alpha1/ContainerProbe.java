package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import org.jspecify.annotations.Nullable;

/** A probe as in a Pod's container; exactly one of exec, httpGet, tcpSocket and grpc is given. */
@ValidationRule(
        value = "[has(self.exec), has(self.httpGet), has(self.tcpSocket), has(self.grpc)].exists_one(h, h)",
        message = "a probe must have exactly one of exec, httpGet, tcpSocket and grpc")
@ValidationRule(
        value = "!(has(self.periodSeconds) && has(self.periodMillis))",
        message = "a probe must have at most one of periodSeconds and periodMillis")
public record ContainerProbe(
        @JsonPropertyDescription("A command run in the container; success is exit code 0.") @Nullable
        ExecAction exec,

        @JsonPropertyDescription(
                "An HTTP request from the container's network namespace; success is a status from 200 to 399.")
        @Nullable
        HTTPGetAction httpGet,

        @JsonPropertyDescription("A TCP connection from the container's network namespace.") @Nullable
        TCPSocketAction tcpSocket,

        @JsonPropertyDescription("A gRPC health check from the container's network namespace.") @Nullable
        GRPCAction grpc,

        @Default("0")
        @Min(0)
        @JsonPropertyDescription("Seconds from the container's start to the first probe.")
        @Nullable
        Integer initialDelaySeconds,

        @Min(1)
        @JsonPropertyDescription("Seconds between probes; 10 when neither this nor periodMillis is given.")
        @Nullable
        Integer periodSeconds,

        @Min(50)
        @Max(3600000)
        @JsonPropertyDescription("Milliseconds between probes, for less than a second; instead of periodSeconds.")
        @Nullable
        Integer periodMillis,

        @Default("1") @Min(1) @JsonPropertyDescription("Seconds after which a probe has failed.") @Nullable
        Integer timeoutSeconds,

        @Default("1")
        @Min(1)
        @JsonPropertyDescription("Successes in a row after a failure that make it good; 1 for liveness and startup.")
        @Nullable
        Integer successThreshold,

        @Default("3") @Min(1) @JsonPropertyDescription("Failures in a row that make it bad.") @Nullable
        Integer failureThreshold,

        @Min(1)
        @Max(2147483647)
        @JsonPropertyDescription("Seconds to end after this probe failed, instead of the container's own.")
        @Nullable
        Long terminationGracePeriodSeconds) {}
