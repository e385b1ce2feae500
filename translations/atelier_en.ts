<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>FindingWords</name>
    <message numerus="yes">
        <source>The loss has not moved in %Ln steps: %1 at first, %2 now</source>
        <translation>
            <numerusform>The loss has not moved in %Ln step: %1 at first, %2 now</numerusform>
            <numerusform>The loss has not moved in %Ln steps: %1 at first, %2 now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln sample answers are empty</source>
        <translation>
            <numerusform>The %Ln sample answer is empty</numerusform>
            <numerusform>All %Ln sample answers are empty</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln sample answers are the same</source>
        <translation>
            <numerusform>The %Ln sample answer is the same</numerusform>
            <numerusform>All %Ln sample answers are the same</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportAccount</name>
    <message numerus="yes">
        <source>%Ln turns</source>
        <translation>
            <numerusform>%Ln turn</numerusform>
            <numerusform>%Ln turns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pictures</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln videos</source>
        <translation>
            <numerusform>%Ln video</numerusform>
            <numerusform>%Ln videos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln regions</source>
        <translation>
            <numerusform>%Ln region</numerusform>
            <numerusform>%Ln regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
</context>
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
    <name>Preflight</name>
    <message numerus="yes">
        <source>The recipe trains %Ln folds: steps and time are of all.</source>
        <translation>
            <numerusform>The recipe trains %Ln fold: steps and time are of all.</numerusform>
            <numerusform>The recipe trains %Ln folds: steps and time are of all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecipeWords</name>
    <message numerus="yes">
        <source>%Ln steps of %1 samples</source>
        <translation>
            <numerusform>%Ln step of %1 samples</numerusform>
            <numerusform>%Ln steps of %1 samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SweepWords</name>
    <message numerus="yes">
        <source>%Ln trials</source>
        <translation>
            <numerusform>%Ln trial</numerusform>
            <numerusform>%Ln trials</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TurnDetails</name>
    <message numerus="yes">
        <source>%Ln further right answers</source>
        <translation>
            <numerusform>%Ln further right answer</numerusform>
            <numerusform>%Ln further right answers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::AgreementView</name>
    <message numerus="yes">
        <source>%Ln samples are in the dataset %1.</source>
        <translation>
            <numerusform>%Ln sample is in the dataset %1.</numerusform>
            <numerusform>%Ln samples are in the dataset %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %Ln of them nobody has decided all yet: they are as A has them, and not checked.</source>
        <translation>
            <numerusform>In %Ln of them nobody has decided all yet: it is as A has it, and not checked.</numerusform>
            <numerusform>In %Ln of them nobody has decided all yet: they are as A has them, and not checked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples of B alone are left out: their files lie elsewhere.</source>
        <translation>
            <numerusform>%Ln sample of B alone is left out: its files lie elsewhere.</numerusform>
            <numerusform>%Ln samples of B alone are left out: their files lie elsewhere.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln differing samples decided</source>
        <translation>
            <numerusform>%1 of %Ln differing sample decided</numerusform>
            <numerusform>%1 of %Ln differing samples decided</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln samples that both have are labelled alike.</source>
        <translation>
            <numerusform>The %Ln sample that both have is labelled alike.</numerusform>
            <numerusform>All %Ln samples that both have are labelled alike.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ArchitecturePanel</name>
    <message numerus="yes">
        <source>%Ln layers</source>
        <translation>
            <numerusform>%Ln layer</numerusform>
            <numerusform>%Ln layers</numerusform>
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
    <name>atelier::ui::BatchSection</name>
    <message numerus="yes">
        <source>%Ln samples, %1 tokens, %2 of them trained on</source>
        <translation>
            <numerusform>%Ln sample, %1 tokens, %2 of them trained on</numerusform>
            <numerusform>%Ln samples, %1 tokens, %2 of them trained on</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens, %1 of them trained on. Point at one, or use the arrow keys.</source>
        <translation>
            <numerusform>%Ln token, %1 of them trained on. Point at one, or use the arrow keys.</numerusform>
            <numerusform>%Ln tokens, %1 of them trained on. Point at one, or use the arrow keys.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens, %1 of them trained on, %2 with a weight. Point at one, or use the arrow keys.</source>
        <translation>
            <numerusform>%Ln token, %1 of them trained on, %2 with a weight. Point at one, or use the arrow keys.</numerusform>
            <numerusform>%Ln tokens, %1 of them trained on, %2 with a weight. Point at one, or use the arrow keys.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::BeforeFigures</name>
    <message numerus="yes">
        <source>%Ln steps</source>
        <translation>
            <numerusform>%Ln step</numerusform>
            <numerusform>%Ln steps</numerusform>
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
    <name>atelier::ui::CheckNote</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln keys wrong</source>
        <translation>
            <numerusform>%Ln key wrong</numerusform>
            <numerusform>%Ln keys wrong</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unknown</source>
        <comment>keys of a recipe</comment>
        <translation>
            <numerusform>%Ln unknown</numerusform>
            <numerusform>%Ln unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without effect</source>
        <comment>keys of a recipe</comment>
        <translation>
            <numerusform>%Ln without effect</numerusform>
            <numerusform>%Ln without effect</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ClassesDialog</name>
    <message numerus="yes">
        <source>%Ln classes, %1 of them empty</source>
        <translation>
            <numerusform>%Ln class, %1 of them empty</numerusform>
            <numerusform>%Ln classes, %1 of them empty</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln classes</source>
        <translation>
            <numerusform>%Ln class</numerusform>
            <numerusform>%Ln classes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparisonView</name>
    <message numerus="yes">
        <source>%Ln equal answers are left out.</source>
        <translation>
            <numerusform>%Ln equal answer is left out.</numerusform>
            <numerusform>%Ln equal answers are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples judged.</source>
        <translation>
            <numerusform>%Ln sample judged.</numerusform>
            <numerusform>%Ln samples judged.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ConceptRow</name>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln sample</numerusform>
            <numerusform>%Ln samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::DataSection</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chat template: the answers are trained on and nothing else. %Ln samples were looked at.</source>
        <translation>
            <numerusform>Chat template: the answers are trained on and nothing else. %Ln sample was looked at.</numerusform>
            <numerusform>Chat template: the answers are trained on and nothing else. %Ln samples were looked at.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chat template: in %Ln samples not just the answer is trained on, or not all of it; %1 were looked at.</source>
        <translation>
            <numerusform>Chat template: in %Ln sample not just the answer is trained on, or not all of it; %1 were looked at.</numerusform>
            <numerusform>Chat template: in %Ln samples not just the answer is trained on, or not all of it; %1 were looked at.</numerusform>
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
    <name>atelier::ui::EarlierRuns</name>
    <message numerus="yes">
        <source>No more than %n runs at once</source>
        <translation>
            <numerusform>No more than %n run at once</numerusform>
            <numerusform>No more than %n runs at once</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::FramePicker</name>
    <message numerus="yes">
        <source>Turn %Ln frames into samples</source>
        <translation>
            <numerusform>Turn %Ln frame into a sample</numerusform>
            <numerusform>Turn %Ln frames into samples</numerusform>
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
    <name>atelier::ui::HubPanel</name>
    <message numerus="yes">
        <source>%Ln of other families</source>
        <translation>
            <numerusform>%Ln of another family</numerusform>
            <numerusform>%Ln of other families</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln that are larger</source>
        <translation>
            <numerusform>%Ln that is larger</numerusform>
            <numerusform>%Ln that are larger</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln whose size the hub does not know</source>
        <translation>
            <numerusform>%Ln whose size the hub does not know</numerusform>
            <numerusform>%Ln whose size the hub does not know</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ImportAccount</name>
    <message numerus="yes">
        <source>and %Ln more; a copy has them all</source>
        <translation>
            <numerusform>and %Ln more; a copy has them all</numerusform>
            <numerusform>and %Ln more; a copy has them all</numerusform>
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
    <name>atelier::ui::ImportNote</name>
    <message numerus="yes">
        <source>%Ln samples were brought in.</source>
        <translation>
            <numerusform>%Ln sample was brought in.</numerusform>
            <numerusform>%Ln samples were brought in.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files or datasets were not read.</source>
        <translation>
            <numerusform>%Ln file or dataset was not read.</numerusform>
            <numerusform>%Ln files or datasets were not read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kinds of things in the files were not used.</source>
        <translation>
            <numerusform>%Ln kind of thing in the files was not used.</numerusform>
            <numerusform>%Ln kinds of things in the files were not used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln warnings.</source>
        <translation>
            <numerusform>%Ln warning.</numerusform>
            <numerusform>%Ln warnings.</numerusform>
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
    <name>atelier::ui::KeyFieldsForm</name>
    <message numerus="yes">
        <source>%Ln fields to look at</source>
        <translation>
            <numerusform>%Ln field to look at</numerusform>
            <numerusform>%Ln fields to look at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::MemorySection</name>
    <message numerus="yes">
        <source>Training: about %1, %Ln steps of %2 s each.</source>
        <translation>
            <numerusform>Training: about %1, %Ln step of %2 s.</numerusform>
            <numerusform>Training: about %1, %Ln steps of %2 s each.</numerusform>
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
    <name>atelier::ui::PlotCard</name>
    <message numerus="yes">
        <source>%Ln kinds</source>
        <translation>
            <numerusform>%Ln kind</numerusform>
            <numerusform>%Ln kinds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kinds, most to rarest %1 : 1</source>
        <translation>
            <numerusform>%Ln kind, most to rarest %1 : 1</numerusform>
            <numerusform>%Ln kinds, most to rarest %1 : 1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln samples (%2 %)</source>
        <comment>a bar and how much it counts</comment>
        <translation>
            <numerusform>%1: %Ln sample (%2 %)</numerusform>
            <numerusform>%1: %Ln samples (%2 %)</numerusform>
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
    <name>atelier::ui::SplitPanel</name>
    <message numerus="yes">
        <source>%Ln samples change</source>
        <translation>
            <numerusform>%Ln sample changes</numerusform>
            <numerusform>%Ln samples change</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln sample</numerusform>
            <numerusform>%Ln samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln groups</source>
        <translation>
            <numerusform>%Ln group</numerusform>
            <numerusform>%Ln groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them were not asked for, but belong to a group with one that was.</source>
        <translation>
            <numerusform>%Ln of them was not asked for, but belongs to a group with one that was.</numerusform>
            <numerusform>%Ln of them were not asked for, but belong to a group with one that was.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::StatisticsPanel</name>
    <message numerus="yes">
        <source>%Ln samples; a bar shows its samples</source>
        <translation>
            <numerusform>%Ln sample; a bar shows its samples</numerusform>
            <numerusform>%Ln samples; a bar shows its samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Count the tokens of %Ln samples</source>
        <translation>
            <numerusform>Count the tokens of %Ln sample</numerusform>
            <numerusform>Count the tokens of %Ln samples</numerusform>
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
<context>
    <name>atelier::widgets::TokenView</name>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
</TS>
