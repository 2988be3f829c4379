/** What is said of a container: from facts to the status that the API shows. Pure. */
@NullMarked
package dev.nodens.agent.report;

import org.jspecify.annotations.NullMarked;
