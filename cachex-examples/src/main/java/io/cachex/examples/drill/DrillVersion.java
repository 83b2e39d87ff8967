package io.cachex.examples.drill;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest; a class path of directories has none. */
final class DrillVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = DrillVersion.class.getPackage().getImplementationVersion();
        return new String[] {"CacheX drill " + (version == null ? "(development build)" : version)};
    }
}
