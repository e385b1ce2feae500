<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Compared</name>
    <message>
        <source>Before and after: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before tuning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After tuning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Character error rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word error rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ANLS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields (F1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 higher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 times as high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 % higher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 % lower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>better %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>worse %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no score</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answering before tuning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answering after tuning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Importing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Metrics</name>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far each step goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly a step pulls; growing without end says that the learning rate is too high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed of the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Graphics memory, GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most that was in use on the graphics card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory, GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the training&apos;s process uses</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelFolder</name>
    <message>
        <source>config.json: what the model is made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokenizer.json: how texts become tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preprocessor_config.json: how pictures are prepared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: a part of the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model.safetensors: the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vision tower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights and config.json do not belong together, or the download is not whole: download the folder again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tensors that config.json asks for are not in the files.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tensors have another shape than config.json asks for.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OptionForm</name>
    <message>
        <source>Needs yes or no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs a number, such as 0.5 or 1e-4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs names with commas between them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above %1, at most %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allowed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default: not set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model, see what it is, try it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring pictures with texts, look through them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose how the model is trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train under live charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See answers before and after, side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every training of this project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>a video is not shown here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>Reads printed lines of real receipts: LoRA on the starter model, region crop -&gt; transcription</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For whom: anyone who wants to see the main job on real input, on a CPU, in some minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teaches the starter model an answer format that it has never seen: JSON instead of a plain word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teaches the starter model a print style that it has never seen: dot-matrix lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For whom: a first look at Atelier. Some minutes on 2 CPU cores.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Open the model that is to learn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring pictures with their texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose how it is trained: a preset will do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is ready to train.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what the training has changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecipeWords</name>
    <message>
        <source>LoRA of rank %1 on all layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LoRA of rank %1 on %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IA³, learnt scales of activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>A prefix of %n learnt tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %n layers of the language model</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The last %n layers of the language model</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>All weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vision tower and projector learn too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the vision tower learns too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the projector learns too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only vision tower and projector learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the vision tower learns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the projector learns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every part is frozen: nothing can be learnt</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n steps of %1 samples</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 epochs in steps of %2 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2, learning rate %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2, learning rate %3; %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunFiles</name>
    <message>
        <source>Letters, digits, - and _ are fine; “last” and names with / are not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run of this name is there already.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunState</name>
    <message>
        <source>Reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunWords</name>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being trained now, by this window or another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was trained to its last step and has a result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It ended before its last step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>steps</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>date and time</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunsPage</name>
    <message>
        <source>the run is not there any more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of the model that is tuned, as it is downloaded from the hub.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of an adapter that training goes on with, instead of a fresh one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller images are enlarged to this area; 0: as the model says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger images are shrunk to this area: less memory and time, less detail; 0: as the model says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where to compute; auto takes the graphics card where there is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor threads for the computation; 0: all. The same number gives the same result to the last bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Datasets of the project to train on, by name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Datasets whose samples are used for validation only. Not together with val_size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held out of training to watch the loss: below 1 a share, from 1 on a number of samples. Samples that belong together stay together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held out of training and validation for the comparison before and after: below 1 a share, from 1 on a number of samples. Samples that belong together stay together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another number draws other samples for validation and test.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most training samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train on a seeded choice of this many samples; empty: on all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most validation samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validate on a seeded choice of this many samples; empty: on all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text is cut at this many tokens. Images are never cut: a sample whose images do not fit is left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Derive samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make samples of the marked regions: region_transcription trains on each region&apos;s crop with its transcription as the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt of derived samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the user asks about each region.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortest transcription</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions with a shorter transcription are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest transcription</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions with a longer transcription are left out; empty: no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Margin around regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown around each region, within the image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is trained: a small addition (lora, ia3, prefix), some layers (freeze) or all weights (full).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Freeze the vision tower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: the vision tower is trained too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Freeze the projector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: the layers between vision tower and language model are trained too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Freeze the language model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On: only vision tower and projector are trained, where they are not frozen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many layers of the language model are trained: the last n, or the first n for a negative n.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modules that are trained within those layers, such as mlp or self_attn; &quot;all&quot;: every one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the low-rank update: more learns more and costs more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The update is scaled by alpha / rank. Not set: twice the rank.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the update&apos;s inputs that are zeroed at random in training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Targets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear layers that get an update. &quot;all&quot;: every one in the parts that are not frozen; &quot;all-linear&quot;: every one of the model, vision tower and projector included; names such as q_proj, v_proj: those in the parts that are not frozen; a regular expression: every layer whose whole name matches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank-stabilised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale by alpha / √rank, which keeps high ranks stable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(IA)³</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear layers whose outputs (or inputs, for feed-forward ones) are rescaled: names, a regular expression, &quot;all&quot; or &quot;all-linear&quot;, as for lora_target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feed-forward layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those targets whose inputs are rescaled instead of their outputs: names or a regular expression.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefix tuning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefix length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learnt keys and values that every layer&apos;s attention sees before the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Through an MLP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn the prefix through a small network, which steadies training; only its result is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the MLP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden width of that network. Not set: the width of one layer&apos;s keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples that are computed at once; fewer need less memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accumulation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batches whose gradients make one step: the effect of a larger batch without its memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far a step goes: too small learns slowly, too large forgets or diverges.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each sample is seen; without effect when max_steps is set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends after this many steps; -1: after num_train_epochs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the learning rate changes over the run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0; comes before warmup_ratio.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm-up share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of all steps in which the learning rate rises from 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rule that makes steps of gradients; adamw_torch is the same as adamw_torch_fused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pulls matrices towards zero at each step; biases and norms are left alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam beta 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of the mean gradient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam beta 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of the squared gradient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam epsilon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the division by small gradients finite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longer gradients are shortened to this norm; 0: never.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decides every random draw: fresh weights, order, dropout. The same seed gives the same run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bf16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computes in 16-bit floats, keeps what is trained in 32: half the memory, faster on newer hardware.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All in bf16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also what is trained is kept in 16 bits: least memory, less exact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn prompts too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learns the user&apos;s turns as well, not only the answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last answer only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of a conversation with several turns, only the last answer is learnt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes the samples in the order of the dataset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out bad samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sample that cannot be read is left out and counted; otherwise the run ends with an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads that read and prepare samples in the background; 0: one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curriculum loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts with short answers; whenever the running loss falls under this, answers may be one character longer. Needs max_steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curriculum start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest answer at the start of the curriculum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often loss and learning rate are reported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often a checkpoint is saved, from which the run can go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older checkpoints are removed; empty: all are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run of the same name is removed first; otherwise that is an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the loss on the validation samples is computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For eval_strategy steps; empty: as logging_steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples that are evaluated at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So many validation samples (test samples where there are none) are answered at each evaluation, to be read while the training goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers are judged by, the most important first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is cut here when the model does not end it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test samples at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comparison asks about so many, evenly taken from the test samples; null: about all.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Starter</name>
    <message>
        <source>Draw the starter data</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TryPanel</name>
    <message>
        <source>no sample with one whole picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::Actions</name>
    <message>
        <source>%1 (%2)</source>
        <comment>help of an action, then its keys</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::AnswerCard</name>
    <message>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same as the reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differs from the reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no answer)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::AnswersPanel</name>
    <message>
        <source>Sample answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers to a few samples appear here as the training goes, when the recipe asks for them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ChangeBar</name>
    <message numerus="yes">
        <source>%n worse</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n equal</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n better</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Show only what became worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only what stayed equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only what became better</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::CommandPalette</name>
    <message>
        <source>What would you like to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>group and action</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called that</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::CompareBar</name>
    <message>
        <source>%1 (%2)</source>
        <comment>run, when it began</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R&amp;un</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run that is compared; ticked ones have a comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most so many test samples, evenly chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks the model before and after tuning anew</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparePage</name>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks the model before and after tuning the same questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the next sample of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the previous sample of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searches all texts of the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the whole comparison as one page in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train a model first. Then its answers before and after stand here side by side, with what became better and what became worse.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to &amp;training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the page Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” has not been compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model answers the test samples twice, before and after tuning. This takes about as long as one evaluation for each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks the model before and after tuning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” could not be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare &amp;again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts the comparison anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;kept one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the comparison in the run&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report of “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No program opens %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s answers before and after tuning, on samples that it did not learn from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the run&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::CompareProgress</name>
    <message>
        <source>Comparing “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for its turn: another job uses the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answering: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops the comparison; nothing of it is kept</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparedList</name>
    <message>
        <source>Samples: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples: %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in all texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the samples whose texts hold these words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worse first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Better first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worst answers first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in the dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of the samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which samples are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample fits. Change the filter or the search.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparedModel</name>
    <message>
        <source>%1: %2</source>
        <comment>sample, how it changed</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ConversationView</name>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>picture %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>video %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::DataPage</name>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a folder of data…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brings a dataset&apos;s folder or a folder of pictures into the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a file of data…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brings a JSON or JSONL file of samples into the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts the keyboard into the search of the gallery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the next sample of the gallery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the sample before this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the dataset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks whether the chosen dataset is to leave the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the last import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows again what was brought in and what was left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be brought in: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop the folder that holds the pictures and their texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a folder of data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a file of data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data (%1);;All files (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring pictures with texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a dataset here: a folder with dataset_info.json, a ShareGPT, LLaVA or Alpaca file, a LabelMe folder, or pictures with .txt captions beside them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Choose a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project&apos;s data cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the project once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bringing in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model learns from: pictures, with what is asked and answered about them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a &amp;folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a f&amp;ile…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::DatasetList</name>
    <message>
        <source>Datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removes it from the project for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaves it where it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Datasets of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n samples, %1</source>
        <comment>size of a dataset and its format</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 samples, %2 pictures, %3 turns, %4 regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read as: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the chosen dataset from the project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove “%1”? Its samples and labels leave the project for good. The files it came from stay.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::FigureRow</name>
    <message>
        <source>of %1</source>
        <comment>so many steps</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>eval %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the training is at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps done, of all that the recipe asks for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until the last step, at the present speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time that the training took so far, pauses left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest loss on the training samples, and on the validation samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many samples are learnt from in a second</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::Gallery</name>
    <message>
        <source>%1 (%2)</source>
        <comment>a filter and how many samples it leaves</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All splits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n samples</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n samples</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The folder of this dataset is not there any more:
%1
Connect the drive or put it back, or bring the data in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dataset cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the dataset once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample has all of these words in its texts, labels or id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes search and filters away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a dataset on the left, or bring in data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search texts, labels, ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the samples that have every word (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the samples of one split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the samples with one tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples of the dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks for the folder once more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ImportChoices</name>
    <message>
        <source>Copy the &amp;pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the pictures into the project&apos;s folder, so that it can be moved. Otherwise they stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question for &amp;captions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where data holds answers only, such as captions, this is what is asked about each picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ImportNote</name>
    <message>
        <source>Hide details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put this away; the command “Show the last import” brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was brought in, and what was left out and why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project has a dataset of that name already. Nothing was brought in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Replace it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dataset that is there goes, this one takes its place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brings this one in under another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brings in the same data once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n samples were brought in.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 samples were brought in, %2 were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 samples were brought in, with warnings.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::JobBar</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What went wrong, to read and to copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Jobs that run or wait, each can be cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop this job; a training saves a checkpoint first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel “%1” (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::MainWindow</name>
    <message>
        <source>Go to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists every command and runs the one you choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows every command that has keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes the look of the whole window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows recent projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a project&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes a project in a folder of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the starter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a small model with data and recipes, ready to train on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closes the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs of this project still run. Stop them first, or open the other project in a second window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project is open for reading only: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an empty folder for the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – Atelier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Atelier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something still runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop what runs and close?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A training saves a checkpoint first and can be gone on with later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or make a project first; then drop models and pictures into it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::MetricTile</name>
    <message>
        <source>Order the samples by this metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Click to order the samples by it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>figure before and after</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↓ %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 before, %3 after: %4, %5</source>
        <comment>metric, figures, difference, verdict</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelCheck</name>
    <message>
        <source>What does not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizer and chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“Hello”, as the model reads it: through its template, its tokenizer and back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No conversation could be written. What went wrong stands above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A short conversation as the model reads it</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelFacts</name>
    <message>
        <source>The family of models, as config.json calls it: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 numbers that were learnt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>size, number format</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1, %n tensors</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>the folder holds no weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the .safetensors files hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as many as the embedding has rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the embedding has %1 rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pieces of text the tokenizer knows. The embedding may have some rows to spare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input and output share one table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input and output have a table each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the table that reads tokens also writes them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in fp32; %1 in bf16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for the weights; pictures and long texts need some more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To train with LoRA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frozen weights in fp32; pictures and batch come on top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s own weights stay as they are, the small adapter learns. What is kept for the gradients depends on picture size, length and batch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To train every weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fp32 with AdamW: weights, gradients, two moments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>16 bytes for each parameter; what is kept for the gradients comes on top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <comment>a fact of the model</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more than the %1 of this computer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelPage</name>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a model&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets the model answer the question of the quick try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is no model folder. Drop the folder that holds config.json and the weights, or, once a model is open, a picture to try it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pieces of the model are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not have:
%2
Fetch the model&apos;s folder again, with all of its files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes back to what was open before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at the same folder once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another &amp;folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens another model&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the model that is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was not looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
It was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you start from: a vision-language model in a folder of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open a model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens another model&apos;s folder; one can also be dropped here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models that were open before</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelStart</name>
    <message>
        <source>Open a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop the folder of a Hugging Face model here: with config.json, tokenizer.json, preprocessor_config.json and the weights as .safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Choose a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a model&apos;s folder from your files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the &amp;starter model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model that comes with Atelier and is trained in minutes on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models of before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not there any more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::PartsBar</name>
    <message>
        <source>%1: %2 (%3 %)</source>
        <comment>part of a model, its parameters, their share</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::PictureStrip</name>
    <message>
        <source>Pictures of the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::PresetCard</name>
    <message>
        <source>Cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen, changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form differs from this preset. Click to take the preset&apos;s values again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills the form with this preset&apos;s values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>state, then what it is for</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::PresetList</name>
    <message>
        <source>Presets</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::Rail</name>
    <message>
        <source>No project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Open another project (Ctrl+Shift+O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look, language, shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NEXT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RecipePage</name>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a recipe…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills the form from a YAML file, also one of LLaMA-Factory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the recipe as YAML…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes a file that the command line and other projects take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the recipe as a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the command that trains the same in a terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form was filled anew; your changes are gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form was filled anew; the dataset is now “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the recipe as YAML first: it has keys that a command cannot say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” cannot be read as a recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the file once more, after you have mended it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaves the file aside; the recipe stays as it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How shall the model learn?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recipe holds every setting of a training. Take a preset, open a file, or begin with the defaults; everything can be changed afterwards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the first &amp;preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills the form with the first preset&apos;s values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin with the &amp;defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LoRA with the engine&apos;s defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the page Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no dataset is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the page Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n keys are no options of Atelier: kept in the file, without effect here: %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Differs from “%1” in %2 and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Differs from “%1” in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the model is trained. A preset is a good start; everything can be changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On to &amp;training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the page Train, with this recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open a recipe…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save as YAML…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy as command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes the preset&apos;s own values again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets and form</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RegionList</name>
    <message>
        <source>%1: %2</source>
        <comment>label and text of a region</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions of the picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunCurves</name>
    <message>
        <source>Validation loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has been logged yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss of the chosen runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which loss of the chosen runs is drawn</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunDetail</name>
    <message>
        <source>Chosen runs: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1 · started %2 · %3</source>
        <comment>steps, time, duration</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything of this run can be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows answers before and after this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to compare before the run has a result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on from the run&apos;s last checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run has no checkpoint to go on from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run that is being trained cannot be deleted: stop it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moves the run with all its files to the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move “%1” with its checkpoints and its result to the trash?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in &amp;Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows charts, log and sample answers of this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;ompare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the run&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Move to trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run can be taken back from the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss over the steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings that the run was started with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What lies in the run&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings in which the runs differ</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunDifferences</name>
    <message>
        <source>These runs have the same settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings in which the runs differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the settings that are not the same</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunFolderList</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click to open a file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunNote</name>
    <message>
        <source>Where: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A checkpoint is kept: the run can be gone on with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training ended without saying why</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss on the validation samples %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” was stopped at step %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it has learnt is saved; it can be gone on with at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoint was saved: a new run starts from the beginning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is trained by another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its charts follow here; pause and stop it where it was started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on from the last checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compare before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the answers of the model before and after this training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the last log lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the last log lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the training said last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the message and the last log lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last log lines</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunRecipe</name>
    <message>
        <source>Recipe of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings that the run was started with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cop&amp;y recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the recipe as YAML</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunsModel</name>
    <message>
        <source>has a result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has no result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything of this run can be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No result yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not compared yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run&apos;s name, which is its folder&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether it runs, is complete or was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps done, of those planned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last training loss: lower is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last loss on validation samples: lower is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From its start to its end, pauses included</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When it began</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether it has an adapter or a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether it was compared before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows only runs whose name or state holds some words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the chosen run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks first, then moves the run to the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for runs again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists the project&apos;s runs anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every training becomes a run: its recipe, its curves, its checkpoints and its result stay here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to &amp;training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the page Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The runs cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs: %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run is called that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project is open for reading only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run is being moved to the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until the comparison has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the run is being trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the run could not be moved to the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there may be no trash on this disk: delete the folder by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move “%1” to the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is in the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No program opens %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every training of this project. Choose several to see their curves over each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by name or state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows only runs whose name or state holds these words</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunsTable</name>
    <message>
        <source>Runs of the project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunsWatcher</name>
    <message>
        <source>the runs cannot be listed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check whether you may read this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the project&apos;s folder is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bring it back, or open another project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleFacts</name>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the picture&apos;s path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The split it belongs to; what is not assigned is drawn when a training starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody has looked at it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part of a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the file is shown and trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tag</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleModel</name>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not assigned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>id of a sample and its text</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::SamplePanel</name>
    <message>
        <source>%1 %2</source>
        <comment>metric and score</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · </source>
        <comment>between scores</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no prompt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no reference)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the answer “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no answer)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous sample (K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next sample (J)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::SamplePicture</name>
    <message>
        <source>No picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This sample is text only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is not there any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous picture of this sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next picture of this sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of the sample</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleView</name>
    <message>
        <source>No picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This sample has texts only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n regions</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The sample cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try a&amp;gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the sample once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one in the gallery to see it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No texts yet: this sample is not labelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the picture once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of the sample</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::ShortcutsSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::StartPage</name>
    <message>
        <source>Atelier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A studio to fine-tune vision-language models: bring pictures and texts, train under live charts, see before and after.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the &amp;starter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a small model with data and recipes, ready to train on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model, data and two recipes: trained in minutes, without a graphics card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open a project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a project&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes a project in a folder of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects that you open appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not there any more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::StartPanel</name>
    <message>
        <source>%1: %2</source>
        <comment>what, then what the button does</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something is still missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – step %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – step %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready to train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Three things make a training: a model that is to learn, data to learn from, and a recipe that says how. What is missing has a button beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not there any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a &amp;model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the page Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no dataset is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add &amp;data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the page Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a &amp;recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the page Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a &amp;new run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begins from the model as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go on with a stopped run, by its own recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on from the run&apos;s last checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Na&amp;me</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run&apos;s name: its folder in the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs that have a checkpoint and have not come to their end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run to go on with</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainCharts</name>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the answers are from the references: falls as the model learns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss appears here after the first steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart of the loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainLog</name>
    <message numerus="yes">
        <source>… %n earlier lines are left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the training says appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n new lines</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>To the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the newest line and follows it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy what is selected, or the whole log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty this view</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainPage</name>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trains the model on the data as the recipe says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets the training rest between two steps, and go on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saves a checkpoint and ends; the run can be gone on with later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a checkpoint now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saves what was learnt so far, and trains on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint of step %1 is saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the start, to train anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going on…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save no&amp;w</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model learns from your data, in the background, under live charts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the training says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model answers to a few samples as it learns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts and log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::ui::TryPanel</name>
    <message>
        <source>A quick try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JPEG, PNG, WebP or TIFF. Without one, the model is asked in words only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a picture from your files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture that is asked about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes a picture and its question from the chosen dataset, another one each time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens another picture from your files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes the picture away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What do you want to know?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model is asked about the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answ&amp;ered by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model as it is, or as one of this project&apos;s runs has tuned it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets the model answer (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends the answer here; what there is stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer appears here, word by word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for the job that runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n tokens, %1 tokens/s, %2</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::BusySpinner</name>
    <message>
        <source>Working</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::ImageCanvas</name>
    <message>
        <source>No picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel or plus and minus zoom, 0 fits, 1 shows pixel for pixel, arrows move</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::LossPlot</name>
    <message>
        <source>&amp;Show everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Logarithmic scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clip outliers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as &amp;picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the &amp;values…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plus and minus zoom, arrows move, 0 shows everything; the menu key has the other tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No values yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>axis and value</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionEditor</name>
    <message>
        <source>Not set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionForm</name>
    <message>
        <source>Only when %1 is %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds options by name, key or description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simple</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the options that matter most, and those that were changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No option matches.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionRow</name>
    <message>
        <source>Changed from its default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the default: not set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the default: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionSection</name>
    <message>
        <source>Fold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::widgets::PlotBar</name>
    <message>
        <source>Smooth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing: weight of the values before; 0 shows them as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave outliers out of the range: the outermost 1 % of the values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show everything (double click or 0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::StateView</name>
    <message>
        <source>Hide details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the whole message to the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::TextDiffView</name>
    <message>
        <source>Only in the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only in the reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer with differences marked</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::ThumbnailGrid</name>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>atelier::widgets::Toast</name>
    <message>
        <source>Dismiss (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
