package io.venturi.examples.deploy.document;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** YAML as it is written into files: the same for the same content, whenever and wherever. */
public final class YamlText {

    private YamlText() {}

    /** A document below a comment. */
    public static String of(String comment, Object document) {
        return comment + yaml().dump(document);
    }

    private static Yaml yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setSplitLines(false);
        options.setDereferenceAliases(true);
        options.setLineBreak(DumperOptions.LineBreak.UNIX);
        return new Yaml(options);
    }
}
