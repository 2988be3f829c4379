/** Makes the CRD files of the chart from the API types; part of the build, not of the jar. */
@NullMarked
package dev.nodens.crd.generation;

import org.jspecify.annotations.NullMarked;
