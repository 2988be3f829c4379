package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.ImageVolumeSource;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import org.jspecify.annotations.Nullable;

/** A volume as in a Pod, of the kinds that a node alone can serve; exactly one source is given. */
@ValidationRule(
        value =
                "[has(self.hostPath), has(self.emptyDir), has(self.configMap), has(self.secret), has(self.projected), has(self.downwardAPI), has(self.image)].exists_one(s, s)",
        message =
                "a volume must have exactly one of hostPath, emptyDir, configMap, secret, projected, downwardAPI and image")
public record ContainerVolume(
        @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription("What volumeMounts call it.")
        String name,

        @JsonPropertyDescription("A file or folder of the host.") @Nullable
        HostPathVolumeSource hostPath,

        @JsonPropertyDescription("A folder that lives as long as the ContainerSpec.") @Nullable
        EmptyDirVolumeSource emptyDir,

        @JsonPropertyDescription("The entries of a ConfigMap as files.") @Nullable
        ConfigMapVolumeSource configMap,

        @JsonPropertyDescription("The entries of a Secret as files.") @Nullable
        SecretVolumeSource secret,

        @JsonPropertyDescription("Several of the others in one folder.") @Nullable
        ProjectedVolumeSource projected,

        @JsonPropertyDescription("Fields of this object as files.") @Nullable
        DownwardAPIVolumeSource downwardAPI,

        @JsonPropertyDescription("The files of an image, read-only.") @Nullable
        ImageVolumeSource image) {}
