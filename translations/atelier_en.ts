<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>ModelFolder</name>
    <message numerus="yes">
        <source>%Ln tensors that config.json asks for are not in the files.</source>
        <translation>
            <numerusform>%Ln tensor that config.json asks for is not in the files.</numerusform>
            <numerusform>%Ln tensors that config.json asks for are not in the files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tensors have another shape than config.json asks for.</source>
        <translation>
            <numerusform>%Ln tensor has another shape than config.json asks for.</numerusform>
            <numerusform>%Ln tensors have another shape than config.json asks for.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecipeWords</name>
    <message numerus="yes">
        <source>A prefix of %Ln learnt tokens</source>
        <translation>
            <numerusform>A prefix of %Ln learnt token</numerusform>
            <numerusform>A prefix of %Ln learnt tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln steps of %1 samples</source>
        <translation>
            <numerusform>%Ln step of %1 samples</numerusform>
            <numerusform>%Ln steps of %1 samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::AugmentView</name>
    <message numerus="yes">
        <source>%Ln variations are in the dataset %1.</source>
        <translation>
            <numerusform>%Ln variation is in the dataset %1.</numerusform>
            <numerusform>%Ln variations are in the dataset %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ChangeBar</name>
    <message numerus="yes">
        <source>%Ln worse</source>
        <translation>
            <numerusform>%Ln worse</numerusform>
            <numerusform>%Ln worse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln equal</source>
        <translation>
            <numerusform>%Ln equal</numerusform>
            <numerusform>%Ln equal</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln better</source>
        <translation>
            <numerusform>%Ln better</numerusform>
            <numerusform>%Ln better</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::DatasetExport</name>
    <message numerus="yes">
        <source>%Ln samples are in %1.</source>
        <translation>
            <numerusform>%Ln sample is in %1.</numerusform>
            <numerusform>%Ln samples are in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::DatasetList</name>
    <message numerus="yes">
        <source>%Ln samples</source>
        <comment>size of a dataset</comment>
        <translation>
            <numerusform>%Ln sample</numerusform>
            <numerusform>%Ln samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::Gallery</name>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln sample</numerusform>
            <numerusform>%Ln samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln samples</source>
        <translation>
            <numerusform>%1 of %Ln sample</numerusform>
            <numerusform>%1 of %Ln samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::HealthPanel</name>
    <message numerus="yes">
        <source>%Ln findings in %1</source>
        <translation>
            <numerusform>%Ln finding in %1</numerusform>
            <numerusform>%Ln findings in %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ImportNote</name>
    <message numerus="yes">
        <source>%Ln samples were brought in.</source>
        <translation>
            <numerusform>%Ln sample was brought in.</numerusform>
            <numerusform>%Ln samples were brought in.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::JobBar</name>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelCheck</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelFacts</name>
    <message numerus="yes">
        <source>%1, %Ln tensors</source>
        <translation>
            <numerusform>%1, %Ln tensor</numerusform>
            <numerusform>%1, %Ln tensors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::RecipePage</name>
    <message numerus="yes">
        <source>Differs from “%1” in %2 and %Ln more</source>
        <translation>
            <numerusform>Differs from “%1” in %2 and %Ln more</numerusform>
            <numerusform>Differs from “%1” in %2 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::RegionPanel</name>
    <message numerus="yes">
        <source>%1 of %Ln regions</source>
        <translation>
            <numerusform>%1 of %Ln regions</numerusform>
            <numerusform>%1 of %Ln regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln regions</source>
        <translation>
            <numerusform>%Ln region</numerusform>
            <numerusform>%Ln regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ReplacePanel</name>
    <message numerus="yes">
        <source>%Ln occurrences</source>
        <translation>
            <numerusform>%Ln occurrence</numerusform>
            <numerusform>%Ln occurrences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln sample</numerusform>
            <numerusform>%Ln samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunNote</name>
    <message numerus="yes">
        <source>%Ln steps</source>
        <translation>
            <numerusform>%Ln step</numerusform>
            <numerusform>%Ln steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleEditing</name>
    <message numerus="yes">
        <source>%Ln tokens, %1 of them pictures</source>
        <translation>
            <numerusform>%Ln tokens, %1 of them pictures</numerusform>
            <numerusform>%Ln tokens, %1 of them pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleModel</name>
    <message numerus="yes">
        <source>%Ln pictures</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::SelectionBar</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainLog</name>
    <message numerus="yes">
        <source>… %Ln earlier lines are left out</source>
        <translation>
            <numerusform>… %Ln earlier line is left out</numerusform>
            <numerusform>… %Ln earlier lines are left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new lines</source>
        <translation>
            <numerusform>%Ln new line</numerusform>
            <numerusform>%Ln new lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::TryPanel</name>
    <message numerus="yes">
        <source>%Ln tokens, %1 tokens/s, %2</source>
        <translation>
            <numerusform>%Ln token, %1 tokens/s, %2</numerusform>
            <numerusform>%Ln tokens, %1 tokens/s, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionSection</name>
    <message numerus="yes">
        <source>%Ln changed</source>
        <translation>
            <numerusform>%Ln changed</numerusform>
            <numerusform>%Ln changed</numerusform>
        </translation>
    </message>
</context>
</TS>
