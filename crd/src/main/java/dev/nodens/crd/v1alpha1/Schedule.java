package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** When the container is run, as in a CronJob. */
public record Schedule(
        @Required
        @Size(min = 1, max = 256)
        @JsonPropertyDescription("Minute, hour, day, month and weekday, as in crontab(5).")
        String cron,

        @Size(min = 1, max = 64)
        @JsonPropertyDescription("A name of the time zone database; UTC when absent.")
        @Nullable
        String timeZone,

        @Default("Allow") @JsonPropertyDescription("What a due run does while the one before still runs.") @Nullable
        ConcurrencyPolicy concurrencyPolicy,

        @Min(0) @Max(2147483647) @JsonPropertyDescription("Seconds after which a missed run is left out.") @Nullable
        Long startingDeadlineSeconds) {}
