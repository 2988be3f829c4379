@NullMarked
package dev.nodens.crd.v1alpha1;

import org.jspecify.annotations.NullMarked;
