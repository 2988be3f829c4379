package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the container's process is and may do, as in a Pod's container, with the parts that a Pod has for all containers. */
@ValidationRule(
        value =
                "!(has(self.privileged) && self.privileged && has(self.allowPrivilegeEscalation) && !self.allowPrivilegeEscalation)",
        message = "privileged must not come with allowPrivilegeEscalation: false")
@ValidationRule(
        value = "!(has(self.runAsNonRoot) && self.runAsNonRoot && has(self.runAsUser) && self.runAsUser == 0)",
        message = "runAsNonRoot must not come with runAsUser: 0")
@ValidationRule(
        value =
                "!has(self.seccompProfile) || (self.seccompProfile.type == 'Localhost') == has(self.seccompProfile.localhostProfile)",
        message = "seccompProfile must have localhostProfile with type Localhost, and only then")
@ValidationRule(
        value =
                "!has(self.appArmorProfile) || (self.appArmorProfile.type == 'Localhost') == has(self.appArmorProfile.localhostProfile)",
        message = "appArmorProfile must have localhostProfile with type Localhost, and only then")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerSecurityContext(
        @Min(0) @Max(4294967294L) @JsonPropertyDescription("The user id; that of the image when absent.") @Nullable
        Long runAsUser,

        @Min(0) @Max(4294967294L) @JsonPropertyDescription("The group id; that of the image when absent.") @Nullable
        Long runAsGroup,

        @JsonPropertyDescription("True: refuse to start as user id 0.") @Nullable
        Boolean runAsNonRoot,

        @JsonPropertyDescription("Added to and dropped from the default set.") @Nullable
        ContainerCapabilities capabilities,

        @JsonPropertyDescription("True: all capabilities and devices, nothing masked.") @Nullable
        Boolean privileged,

        @JsonPropertyDescription("True: the root filesystem is read-only.") @Nullable
        Boolean readOnlyRootFilesystem,

        @JsonPropertyDescription("False: set no_new_privs.") @Nullable
        Boolean allowPrivilegeEscalation,

        @JsonPropertyDescription("The system calls it may make; RuntimeDefault when absent.") @Nullable
        SeccompProfile seccompProfile,

        @JsonPropertyDescription("The AppArmor profile.") @Nullable
        AppArmorProfile appArmorProfile,

        @JsonPropertyDescription("The SELinux context.") @Nullable
        SELinuxOptions seLinuxOptions,

        @JsonPropertyDescription("How much of /proc is masked.") @Nullable
        ProcMount procMount,

        @Size(max = 1024) @JsonPropertyDescription("Further group ids.")
        List<@Min(0) @Max(4294967294L) Long> supplementalGroups,

        @Size(min = 3, max = 4)
        @Pattern("^[0-7]{3,4}$")
        @JsonPropertyDescription("The file mode creation mask as an octal string, such as '0027'.")
        @Nullable
        String umask,

        @JsonPropertyDescription("Kernel parameters of the container's own namespaces.")
        List<Sysctl> sysctls) {

    public ContainerSecurityContext {
        supplementalGroups = Defaults.list(supplementalGroups);
        sysctls = Defaults.list(sysctls);
    }
}
