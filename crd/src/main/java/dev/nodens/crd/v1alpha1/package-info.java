/**
 * The Kubernetes API of Nodens, group {@code nodens.dev}, version {@code v1alpha1}.
 *
 * <p>Wherever a Pod has a field, ours has the same name, type, default and meaning. All types are immutable records: lists
 * and maps that were not given are empty, everything else that was not given is null. The CRD files of the chart are generated
 * from these types.
 */
@NullMarked
package dev.nodens.crd.v1alpha1;

import org.jspecify.annotations.NullMarked;
