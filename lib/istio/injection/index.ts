export { type RenderedGateway, renderedGatewayPod } from '../proxy/rendered-gateway';
export { TEMPLATE_NAMES, type TemplateName } from '../versions';
export { injectorConfig } from './alike';
export { templateText } from './config';
export { CustomTemplate } from './custom';
export { type Candidate, type Decision, type Injector, webhookFor } from './policy';
export { type FilePreview, type Preview, type PreviewOptions, preview, previewFile } from './preview';
export { injectorValues } from './values';
