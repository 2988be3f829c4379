/** The Helm chart, rendered by Helm itself. */
@NullMarked
package dev.nodens.tests.chart;

import org.jspecify.annotations.NullMarked;
