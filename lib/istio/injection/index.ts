export { type RenderedGateway, renderedGatewayPod } from '../proxy/rendered-gateway';
export { injectorConfig, TEMPLATE_NAMES, type TemplateName, templateText } from './config';
export { CustomTemplate } from './custom';
export { type Candidate, type Decision, type Injector, webhookFor } from './policy';
export { type Preview, type PreviewOptions, preview, previewFile } from './preview';
export { injectorValues } from './values';
