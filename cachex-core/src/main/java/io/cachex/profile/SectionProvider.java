package io.cachex.profile;

import java.util.List;

/**
 * Brings the sections of a module; found by the {@link java.util.ServiceLoader}. Has a public constructor without arguments,
 * which does nothing, like all that is done before a document has a section.
 */
public interface SectionProvider {

    /** The module's sections, always the same. */
    List<Section<?, ?>> sections();
}
