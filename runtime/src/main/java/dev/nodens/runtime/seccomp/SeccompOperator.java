package dev.nodens.runtime.seccomp;

/** How an argument is compared, in the order of libseccomp's {@code enum scmp_compare}, which starts at 1. */
enum SeccompOperator {
    SCMP_CMP_NE,
    SCMP_CMP_LT,
    SCMP_CMP_LE,
    SCMP_CMP_EQ,
    SCMP_CMP_GE,
    SCMP_CMP_GT,
    SCMP_CMP_MASKED_EQ;

    int number() {
        return ordinal() + 1;
    }
}
