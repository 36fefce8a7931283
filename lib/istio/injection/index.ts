export { type RenderedGateway, renderedGatewayPod } from '../proxy/rendered-gateway';
export { injectorConfig, TEMPLATE_NAMES, type TemplateName, templateText } from './config';
export { injectorValues } from './values';
